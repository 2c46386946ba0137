/* "The pthread_getcpuclockid() function obtains the ID of the CPU-time clock of the thread" -
 * pthread_getcpuclockid(3). The thread may be computing without any call; once it has ended there is no
 * such clock. */
#include "tests/test.h"

enum { WANTED_NS = 20000000 };
static _Atomic int begun, enough;

static void *compute(void *arg) {
	begun = 1;
	while (!enough)
		;
	return arg;
}

static void *wait_for_byte(void *arg) {
	clockid_t clock;
	EXPECT_EQ(pthread_getcpuclockid(pthread_self(), &clock), 0);
	int64_t other = ns_on(CLOCK_THREAD_CPUTIME_ID), same = ns_on(clock);
	EXPECT(same >= other && ns_on(CLOCK_THREAD_CPUTIME_ID) >= same);
	hear(*(int *)arg);
	return NULL;
}

/* Asked for the first time while it computes. */
static clockid_t watch_computing(void) {
	clockid_t clock;
	struct timespec resolution;
	pthread_t id = start_thread(compute, NULL);
	while (!begun)
		usleep(1000);
	EXPECT_EQ(pthread_getcpuclockid(id, &clock), 0);
	int64_t last = 0, now;
	while ((now = ns_on(clock)) < WANTED_NS) {
		EXPECT(now >= last);
		last = now;
		usleep(100);
	}
	EXPECT_EQ(clock_getres(clock, &resolution), 0);
	EXPECT(resolution.tv_sec == 0 && resolution.tv_nsec == 1);
	EXPECT(now <= ns_on(CLOCK_PROCESS_CPUTIME_ID));
	enough = 1;
	int error;
	while ((error = pthread_getcpuclockid(id, &clock)) == 0)
		usleep(1000);
	EXPECT_EQ(error, ESRCH);
	join_thread(id);
	return clock;
}

static void watch_waiting(void) {
	clockid_t clock, of_main;
	int fds[2];
	EXPECT_EQ(pipe(fds), 0);
	pthread_t id = start_thread(wait_for_byte, &fds[0]);
	EXPECT_EQ(pthread_getcpuclockid(id, &clock), 0);
	EXPECT_EQ(pthread_getcpuclockid(pthread_self(), &of_main), 0);
	EXPECT(clock != of_main);
	int64_t begin = ns_on(of_main);
	while (ns_on(of_main) - begin < WANTED_NS)
		;
	EXPECT(ns_on(clock) < WANTED_NS);
	tell(fds[1]);
	join_thread(id);
}

int main(void) {
	struct timespec ts;
	clockid_t ended = watch_computing();
	watch_waiting();
	EXPECT_ERRNO(clock_gettime(ended, &ts), EINVAL);
	EXPECT_ERRNO(clock_getres(ended, &ts), EINVAL);
	return test_end();
}
