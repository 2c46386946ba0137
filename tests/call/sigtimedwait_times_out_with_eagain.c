/* "EAGAIN No signal in set became pending within the timeout period specified to sigtimedwait()."
 * "EINVAL timeout was invalid." A timeout of zero polls - sigtimedwait(2) */
#include "tests/test.h"

static void *thread(void *arg) {
	sigset_t usr1 = set_of(SIGUSR1);
	struct timespec timeout = { .tv_nsec = 30000000 };
	int64_t start = now_ms();
	EXPECT_ERRNO(sigtimedwait(&usr1, NULL, &timeout), EAGAIN);
	EXPECT(now_ms() - start >= 29);
	timeout.tv_nsec = 0;
	EXPECT_ERRNO(sigtimedwait(&usr1, NULL, &timeout), EAGAIN);
	timeout.tv_nsec = 1000000000;
	EXPECT_ERRNO(sigtimedwait(&usr1, NULL, &timeout), EINVAL);
	timeout = (struct timespec){ .tv_sec = 3600 };
	EXPECT_EQ(raise(SIGUSR1), 0);
	EXPECT_EQ(sigtimedwait(&usr1, NULL, &timeout), SIGUSR1);
	timeout.tv_sec = 0;
	EXPECT_EQ(kill(getpid(), SIGUSR1), 0);
	EXPECT_EQ(sigtimedwait(&usr1, NULL, &timeout), SIGUSR1);
	EXPECT_EQ(pthread_kill(pthread_self(), SIGUSR1), 0);
	EXPECT_EQ(sigtimedwait(&usr1, NULL, &timeout), SIGUSR1);
	EXPECT_ERRNO(sigtimedwait(&usr1, NULL, &timeout), EAGAIN);
	return arg;
}

int main(void) {
	sigset_t usr1 = set_of(SIGUSR1);
	EXPECT_EQ(pthread_sigmask(SIG_BLOCK, &usr1, NULL), 0);
	thread(NULL);
	join_thread(start_thread(thread, NULL));
	return test_end();
}
