/* bench.h - how all benchmarks of one primitive measure: in growing batches, until a batch has taken a
 * fifth of a second. One line each, `name value unit`. The value is CPU time of the process or elapsed
 * time, whichever is more: kernel threads wait for each other on two processors, coroutines compute on
 * one. */
#ifndef BENCH_H
#define BENCH_H

#include <stdint.h>
#include <stdio.h>
#include <time.h>

static inline int64_t bench_clock_ns(clockid_t clock) {
	struct timespec ts;
	clock_gettime(clock, &ts);
	return ts.tv_sec * INT64_C(1000000000) + ts.tv_nsec;
}

/* run(n) does the thing n times. */
static inline void bench_measure(const char *name, void (*run)(int)) {
	run(1000);
	for (int n = 1000;; n *= 2) {
		int64_t start = bench_clock_ns(CLOCK_MONOTONIC), cpu_start = bench_clock_ns(CLOCK_PROCESS_CPUTIME_ID);
		run(n);
		int64_t took = bench_clock_ns(CLOCK_MONOTONIC) - start;
		int64_t cpu = bench_clock_ns(CLOCK_PROCESS_CPUTIME_ID) - cpu_start;
		if (took < 200000000 && n < 1 << 28)
			continue;
		printf("%s %.1f ns\n", name, (double)(took > cpu ? took : cpu) / n);
		fflush(stdout);
		return;
	}
}

#endif
