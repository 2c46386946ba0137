/* "RUSAGE_THREAD Return resource usage statistics for the calling thread." - getrusage(2): its times grow
 * while it computes and not while others do, and never shrink. */
#include <sys/resource.h>

#include "tests/test.h"

enum { WANTED_US = 40000, EPSILON_US = 20000 }; /* the kernel may measure by ticks */
static _Atomic int burnt;

static int64_t timeval_us(struct timeval tv) {
	return tv.tv_sec * INT64_C(1000000) + tv.tv_usec;
}

static struct rusage of_thread(void) {
	struct rusage usage;
	EXPECT_EQ(getrusage(RUSAGE_THREAD, &usage), 0);
	EXPECT(usage.ru_maxrss > 0);
	return usage;
}

static int64_t all_us(const struct rusage *usage) {
	return timeval_us(usage->ru_utime) + timeval_us(usage->ru_stime);
}

static void *burn(void *arg) {
	struct rusage last = of_thread();
	for (unsigned i = 0; all_us(&last) < WANTED_US; i++) {
		struct rusage now = of_thread();
		EXPECT(timeval_us(now.ru_utime) >= timeval_us(last.ru_utime));
		EXPECT(timeval_us(now.ru_stime) >= timeval_us(last.ru_stime));
		last = now;
		if (i % 1000 == 0)
			usleep(1);
	}
	EXPECT(timeval_us(last.ru_utime) > 0);
	burnt++;
	return arg;
}

static void *sleeps(void *arg) {
	while (burnt < 2)
		usleep(5000);
	struct rusage mine = of_thread();
	EXPECT(all_us(&mine) < WANTED_US / 2);
	return arg;
}

int main(void) {
	struct rusage all;
	pthread_t threads[] = { start_thread(burn, NULL), start_thread(sleeps, NULL),
				start_thread(burn, NULL) };
	for (int i = 0; i < 3; i++)
		join_thread(threads[i]);
	EXPECT_EQ(getrusage(RUSAGE_SELF, &all), 0);
	EXPECT(all_us(&all) + EPSILON_US >= 2 * WANTED_US);
	EXPECT_ERRNO(getrusage((__rusage_who_t)77, &all), EINVAL);
	return test_end();
}
