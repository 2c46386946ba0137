/* "only a single signal is queued to the process for a given timer, regardless of how many times it expires while
 * its signal is blocked; timer_getoverrun() tells how many more there would have been" - timer_getoverrun(2). Here to
 * a thread, which has two timers with one signal: each of them has its own. */
#include "tests/test.h"

#ifndef sigev_notify_thread_id
#define sigev_notify_thread_id _sigev_un._tid
#endif

enum { MS = 1000000 };

static void *thread(void *arg) {
	sigset_t set = set_of(SIGRTMIN);
	struct sigevent event = { .sigev_notify = SIGEV_THREAD_ID, .sigev_signo = SIGRTMIN };
	struct itimerspec spec[2] = { { { 0, 2 * MS }, { 0, 2 * MS } }, { { 0, 0 }, { 0, 2 * MS } } };
	struct timespec none = { 0 };
	siginfo_t info;
	timer_t timer[2];
	int from[2] = { 0, 0 };
	event.sigev_notify_thread_id = gettid();
	for (int i = 0; i < 2; i++) {
		event.sigev_value.sival_int = i;
		EXPECT_EQ(timer_create(CLOCK_MONOTONIC, &event, &timer[i]), 0);
		EXPECT_EQ(timer_settime(timer[i], 0, &spec[i], NULL), 0);
	}
	for (int64_t begin = now_ms(); now_ms() - begin < 30;)
		usleep(1000);
	/* What has gone by since the first: how many, nobody knows exactly. */
	for (int i = 0; i < 2; i++) {
		EXPECT_EQ(sigwaitinfo(&set, &info), SIGRTMIN);
		from[info.si_value.sival_int]++;
		if (info.si_value.sival_int == 0) {
			EXPECT(timer_getoverrun(timer[0]) >= 5);
			EXPECT_EQ(timer_delete(timer[0]), 0);
		}
	}
	EXPECT_EQ(from[0], 1);
	EXPECT_EQ(from[1], 1);
	EXPECT_ERRNO(sigtimedwait(&set, &info, &none), EAGAIN);
	return arg;
}

int main(void) {
	sigset_t set = set_of(SIGRTMIN);
	EXPECT_EQ(pthread_sigmask(SIG_BLOCK, &set, NULL), 0);
	join_thread(start_thread(thread, NULL));
	return test_end();
}
