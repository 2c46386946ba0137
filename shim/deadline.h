/* deadline.h - POSIX's times as deadlines: absolute nanoseconds of CLOCK_MONOTONIC, FOREVER_NS for none.
 *
 * DEVIATION: a deadline on CLOCK_REALTIME is converted when the wait begins; setting the clock during
 * the wait does not move it. */
#ifndef SHIM_DEADLINE_H
#define SHIM_DEADLINE_H

#include <errno.h>
#include <stdbool.h>
#include <stdint.h>
#include <time.h>

#include "runtime/co.h"

#define NS_PER_S INT64_C(1000000000)

static inline bool timespec_valid(const struct timespec *ts) {
	return ts->tv_nsec >= 0 && ts->tv_nsec < NS_PER_S;
}

/* Saturates below FOREVER_NS; negative stays negative. */
static inline int64_t timespec_ns(const struct timespec *ts) {
	if (ts->tv_sec >= FOREVER_NS / NS_PER_S)
		return FOREVER_NS - 1;
	if (ts->tv_sec <= -(FOREVER_NS / NS_PER_S))
		return -FOREVER_NS;
	return ts->tv_sec * NS_PER_S + ts->tv_nsec;
}

static inline struct timespec ns_timespec(int64_t ns) {
	return (struct timespec){ .tv_sec = ns / NS_PER_S, .tv_nsec = ns % NS_PER_S };
}

/* So long from now, without overflow. */
static inline int64_t deadline_in(int64_t ns) {
	int64_t now_ns = clock_ns();
	if (ns <= 0)
		return now_ns;
	return ns < FOREVER_NS - 1 - now_ns ? now_ns + ns : FOREVER_NS - 1;
}

/* An absolute time of a clock. 0, or EINVAL for a clock that nobody waits on or a malformed time. */
static inline int deadline_at(clockid_t clock, const struct timespec *at, int64_t *deadline_ns) {
	struct timespec now;
	if ((clock != CLOCK_REALTIME && clock != CLOCK_MONOTONIC) || !timespec_valid(at))
		return EINVAL;
	int64_t ns = timespec_ns(at);
	if (clock == CLOCK_REALTIME) {
		next_clock_gettime(CLOCK_REALTIME, &now);
		ns = deadline_in(ns - timespec_ns(&now));
	}
	*deadline_ns = ns < 0 ? 0 : ns;
	return 0;
}

#endif
