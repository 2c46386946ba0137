/* The child's thread is a copy of the one that forked: its id, its thread-specific and thread-local
 * data, signal mask and locals; it is the child's main thread to the kernel - pthread_self(3),
 * gettid(2). */
#include <signal.h>

#include "tests/test.h"

static __thread int local = 5;
static pthread_key_t key;

static void *other(void *arg) {
	EXPECT_EQ(local, 5);
	EXPECT(pthread_getspecific(key) == NULL);
	return arg;
}

static void *forks(void *arg) {
	pthread_t self = pthread_self();
	sigset_t set, now;
	int on_stack = 9;
	sigemptyset(&set);
	sigaddset(&set, SIGUSR2);
	pthread_sigmask(SIG_BLOCK, &set, NULL);
	pthread_setspecific(key, arg);
	local = 6;
	pid_t pid = fork();
	EXPECT(pid >= 0);
	if (pid == 0) {
		EXPECT(pthread_equal(self, pthread_self()));
		EXPECT_EQ(gettid(), getpid());
		EXPECT_EQ(local, 6);
		EXPECT(pthread_getspecific(key) == arg);
		EXPECT_EQ(on_stack, 9);
		pthread_sigmask(SIG_SETMASK, NULL, &now);
		EXPECT_EQ(sigismember(&now, SIGUSR2), 1);
		join_thread(start_thread(other, NULL));
		EXPECT_EQ(local, 6);
		_exit(0);
	}
	EXPECT_EQ(reap(pid), 0);
	return NULL;
}

int main(void) {
	pthread_key_create(&key, NULL);
	join_thread(start_thread(forks, &key));
	forks(main);
	return test_end();
}
