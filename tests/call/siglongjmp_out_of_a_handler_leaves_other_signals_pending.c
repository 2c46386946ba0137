/* A handler that is left by siglongjmp takes nothing with it: a signal that waited behind it,
 * blocked by the handler's sa_mask, stays pending, and is handled when it is unblocked. */
#include <setjmp.h>

#include "tests/test.h"

static sigjmp_buf env;
static int to_thread[2], from_thread[2];
static volatile sig_atomic_t jumps, handled;

static void jumps_out(int sig) {
	(void)sig;
	jumps++;
	siglongjmp(env, 1);
}

static void counts(int sig) {
	(void)sig;
	handled++;
}

static void *thread(void *arg) {
	sigset_t both = set_of(SIGUSR1), pending;
	EXPECT_EQ(sigaddset(&both, SIGUSR2), 0);
	EXPECT_EQ(pthread_sigmask(SIG_BLOCK, &both, NULL), 0);
	for (volatile int i = 1; i <= 5; i++) {
		tell(from_thread[1]);
		hear(to_thread[0]); /* both are pending */
		if (sigsetjmp(env, 1) == 0) {
			EXPECT_EQ(pthread_sigmask(SIG_UNBLOCK, &both, NULL), 0);
			FAIL("the handler did not jump");
		}
		EXPECT_EQ(sigpending(&pending), 0);
		EXPECT_EQ(sigismember(&pending, SIGUSR1), 0);
		EXPECT_EQ(sigismember(&pending, SIGUSR2), 1);
		EXPECT_EQ(handled, i - 1);
		EXPECT_EQ(pthread_sigmask(SIG_UNBLOCK, &both, NULL), 0);
		EXPECT_EQ(handled, i);
		EXPECT_EQ(pthread_sigmask(SIG_BLOCK, &both, NULL), 0);
	}
	EXPECT_EQ(jumps, 5);
	return arg;
}

int main(void) {
	struct sigaction action = { .sa_handler = jumps_out, .sa_mask = set_of(SIGUSR2) };
	EXPECT_EQ(pipe(to_thread), 0);
	EXPECT_EQ(pipe(from_thread), 0);
	EXPECT_EQ(sigaction(SIGUSR1, &action, NULL), 0);
	set_handler(SIGUSR2, counts, 0);
	pthread_t id = start_thread(thread, NULL);
	for (int i = 0; i < 5; i++) {
		hear(from_thread[0]);
		EXPECT_EQ(pthread_kill(id, SIGUSR1), 0);
		EXPECT_EQ(pthread_kill(id, SIGUSR2), 0);
		tell(to_thread[1]);
	}
	join_thread(id);
	return test_end();
}
