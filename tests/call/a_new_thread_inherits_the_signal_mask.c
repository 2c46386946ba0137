/* "The new thread inherits a copy of the calling thread's signal mask" - pthread_create(3).
 * pthread_attr_setsigmask_np gives it another one. */
#include "tests/test.h"

static sigset_t usr1, usr2;

static sigset_t mask(void) {
	sigset_t set;
	EXPECT_EQ(pthread_sigmask(SIG_BLOCK, NULL, &set), 0);
	return set;
}

static void *inherits(void *arg) {
	int *blocked = arg;
	sigset_t now = mask(), all;
	EXPECT_EQ(sigismember(&now, SIGUSR1), *blocked == SIGUSR1);
	EXPECT_EQ(sigismember(&now, SIGUSR2), *blocked == SIGUSR2);
	EXPECT_EQ(sigismember(&now, SIGTERM), 0);
	EXPECT_EQ(sigfillset(&all), 0);
	EXPECT_EQ(sigprocmask(SIG_BLOCK, &all, NULL), 0);
	now = mask();
	EXPECT_EQ(sigismember(&now, SIGTERM), 1);
	EXPECT_EQ(sigismember(&now, SIGKILL), 0);
	EXPECT_EQ(sigismember(&now, SIGSTOP), 0);
	return NULL;
}

int main(void) {
	pthread_attr_t attr;
	pthread_t id;
	usr1 = set_of(SIGUSR1);
	usr2 = set_of(SIGUSR2);
	EXPECT_EQ(pthread_sigmask(SIG_BLOCK, &usr1, NULL), 0);
	join_thread(start_thread(inherits, &(int){ SIGUSR1 }));
	EXPECT_EQ(pthread_attr_init(&attr), 0);
	EXPECT_EQ(pthread_attr_setsigmask_np(&attr, &usr2), 0);
	EXPECT_EQ(pthread_create(&id, &attr, inherits, &(int){ SIGUSR2 }), 0);
	join_thread(id);
	sigset_t now = mask();
	EXPECT_EQ(sigismember(&now, SIGUSR1), 1);
	EXPECT_EQ(sigismember(&now, SIGTERM), 0);
	EXPECT_EQ(pthread_sigmask(99, &usr1, NULL), EINVAL);
	return test_end();
}
