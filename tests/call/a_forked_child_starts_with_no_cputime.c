/* "The child's ... CPU time counters are set to zero" - fork(2), whichever thread calls it, and what that
 * had used. */
#include "tests/test.h"

enum { WANTED_NS = 20000000 };

static void compute(void) {
	int64_t begin = ns_on(CLOCK_THREAD_CPUTIME_ID);
	while (ns_on(CLOCK_THREAD_CPUTIME_ID) - begin < WANTED_NS)
		;
}

static void *computes(void *arg) {
	compute();
	EXPECT(ns_on(CLOCK_THREAD_CPUTIME_ID) <= ns_on(CLOCK_PROCESS_CPUTIME_ID));
	return arg;
}

static void child(void) {
	clockid_t clock;
	EXPECT(ns_on(CLOCK_THREAD_CPUTIME_ID) <= ns_on(CLOCK_PROCESS_CPUTIME_ID));
	computes(NULL);
	EXPECT_EQ(pthread_getcpuclockid(pthread_self(), &clock), 0);
	EXPECT(ns_on(clock) >= WANTED_NS);
	join_thread(start_thread(computes, NULL));
	EXPECT(2 * WANTED_NS <= ns_on(CLOCK_PROCESS_CPUTIME_ID));
}

static void *forks(void *arg) {
	if (arg)
		compute();
	EXPECT_EQ(run_in_child(child), 0);
	return NULL;
}

int main(void) {
	join_thread(start_thread(forks, NULL));
	forks(main);
	join_thread(start_thread(forks, main));
	return test_end();
}
