/* clock_nanosleep(2): "The clock_id argument ... A CPU-time clock ... pthread_getcpuclockid()": it sleeps
 * until that thread has used so much. "EINVAL clock_id was ... CLOCK_THREAD_CPUTIME_ID". */
#include "tests/test.h"

enum { WANTED_NS = 10000000, EPSILON_NS = 5000000 };
static _Atomic int enough, begun;

static void *compute(void *arg) {
	begun = 1;
	while (!enough)
		;
	return arg;
}

int main(void) {
	struct timespec wanted = { .tv_nsec = WANTED_NS }, wrong = { .tv_nsec = -1 };
	clockid_t clock;
	pthread_t id = start_thread(compute, NULL);
	while (!begun)
		usleep(100);
	EXPECT_EQ(clock_nanosleep(CLOCK_THREAD_CPUTIME_ID, 0, &wanted, NULL), EINVAL);
	EXPECT_EQ(pthread_getcpuclockid(pthread_self(), &clock), 0);
	EXPECT_EQ(clock_nanosleep(clock, 0, &wanted, NULL), EINVAL);

	EXPECT_EQ(pthread_getcpuclockid(id, &clock), 0);
	EXPECT_EQ(clock_nanosleep(clock, 0, &wrong, NULL), EINVAL);
	int64_t begin = ns_on(clock);
	EXPECT_EQ(clock_nanosleep(clock, 0, &wanted, NULL), 0);
	EXPECT(ns_on(clock) + EPSILON_NS >= begin + WANTED_NS);
	wanted.tv_nsec = begin + 2 * WANTED_NS;
	wanted.tv_sec = wanted.tv_nsec / 1000000000;
	wanted.tv_nsec %= 1000000000;
	EXPECT_EQ(clock_nanosleep(clock, TIMER_ABSTIME, &wanted, NULL), 0);
	EXPECT(ns_on(clock) + EPSILON_NS >= begin + 2 * WANTED_NS);
	enough = 1;
	join_thread(id);
	return test_end();
}
