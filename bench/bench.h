/* bench.h - how all benchmarks of one primitive measure: in growing batches, until a batch has taken a
 * fifth of a second. One line each, `name value unit`. The value is CPU time of the process or elapsed
 * time, whichever is more: kernel threads wait for each other on two processors, coroutines compute on
 * one. */
#ifndef BENCH_H
#define BENCH_H

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
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

/* ---- many that sleep: `PROGRAM sleep COUNT TIMES`, each so often for 1 to 1,000 ms ---- */

static inline int bench_sleep_ms(unsigned *seed) {
	*seed = *seed * 1103515245 + 12345;
	return (int)((*seed >> 8) % 1000 + 1);
}

static inline unsigned bench_seed(long i) {
	return (unsigned)i * 2654435761u + 1;
}

/* What the process has in memory, page tables included. */
static inline long bench_bytes(void) {
	char line[256];
	long kb = 0;
	FILE *f = fopen("/proc/self/status", "r");
	while (f && fgets(line, sizeof line, f)) {
		if (!strncmp(line, "VmRSS:", 6) || !strncmp(line, "VmPTE:", 6))
			kb += atol(line + 6);
	}
	if (f)
		fclose(f);
	return kb * 1024;
}

/* When all sleep; `before`: bench_bytes() before they were made. And when all have ended. */
static inline void bench_asleep(const char *prefix, int count, long before) {
	printf("%ssleeps/memory %ld bytes\n", prefix, (bench_bytes() - before) / count);
}

static inline void bench_slept(const char *prefix) {
	printf("%ssleeps/cpu %.3f s\n", prefix, (double)bench_clock_ns(CLOCK_PROCESS_CPUTIME_ID) / 1e9);
}

#endif
