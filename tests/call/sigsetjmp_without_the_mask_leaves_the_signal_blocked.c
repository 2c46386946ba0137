/* "If savesigs is zero, the mask is not saved", and not restored by siglongjmp: the handler's
 * signal stays blocked - setjmp(3); longjmp out of a handler is the same. */
#include <setjmp.h>

#include "tests/test.h"

static __thread sigjmp_buf env;
static __thread volatile sig_atomic_t handled;

static void handler(int sig) {
	(void)sig;
	handled++;
	siglongjmp(env, 1);
}

static void *thread(void *arg) {
	sigset_t usr1 = set_of(SIGUSR1), now;
	if (sigsetjmp(env, 0) == 0)
		EXPECT(raise(SIGUSR1) == 999);
	EXPECT_EQ(pthread_sigmask(SIG_BLOCK, NULL, &now), 0);
	EXPECT_EQ(sigismember(&now, SIGUSR1), 1);
	usleep(100);
	EXPECT_EQ(raise(SIGUSR1), 0);
	EXPECT_EQ(handled, 1);
	if (sigsetjmp(env, 0) == 0)
		EXPECT(pthread_sigmask(SIG_UNBLOCK, &usr1, NULL) == 999);
	EXPECT_EQ(handled, 2);
	EXPECT_EQ(pthread_sigmask(SIG_UNBLOCK, &usr1, NULL), 0);
	return arg;
}

int main(void) {
	set_handler(SIGUSR1, handler, 0);
	pthread_t a = start_thread(thread, NULL), b = start_thread(thread, NULL);
	join_thread(a);
	join_thread(b);
	return test_end();
}
