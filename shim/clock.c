/* clock.c - clocks, of which those of a thread's processor time are ours: runtime/cputime.c.
 *
 * The clock of a thread is named as the kernel names it, by the thread's id, of which some 29 bits fit in.
 * The kernel has no thread of such an id; where ours has ended, it is asked, and says EINVAL. */
#include "shim/clock.h"

#include <errno.h>
#include <pthread.h>
#include <sys/resource.h>
#include <time.h>

#include "runtime/co.h"
#include "runtime/cputime.h"
#include "runtime/hub.h"
#include "shim/calls.h"
#include "shim/deadline.h"
#include "shim/real.h"
#include "shim/tid.h"

/* The lowest bits of a thread's clock: that of all its time. */
enum { CLOCK_BITS = 3, CLOCK_KIND = (1 << CLOCK_BITS) - 1, THREAD_CLOCK = 6 };

static bool is_of_thread(clockid_t clock) {
	return clock < 0 && (clock & CLOCK_KIND) == THREAD_CLOCK;
}

static pid_t tid_of(clockid_t clock) {
	return ~(clock >> CLOCK_BITS);
}

static bool is_own(const struct co *self, clockid_t clock) {
	return self &&
	       (clock == CLOCK_THREAD_CPUTIME_ID ||
		(is_of_thread(clock) && (!tid_of(clock) || tid_of(clock) == (self->tid & CO_TID_LOW))));
}

struct co *clock_owner(clockid_t clock) {
	struct co *self = co_self();
	if (is_own(self, clock)) {
		co_ref(self);
		return self;
	}
	return is_of_thread(clock) && tid_of(clock) ? tid_get_low(tid_of(clock)) : NULL;
}

static int thread_clock_gettime(clockid_t clock, struct timespec *ts) {
	struct co *self = co_self();
	cputime_begin();
	if (is_own(self, clock)) {
		*ts = ns_timespec(cputime_self_ns(self));
		return 0;
	}
	struct co *owner = clock_owner(clock);
	if (!owner)
		return real.clock_gettime(clock, ts);
	*ts = ns_timespec(cputime_of_ns(owner));
	co_unref(owner);
	return 0;
}

int shim_clock_gettime(clockid_t clock, struct timespec *ts) {
	if (likely(clock >= 0 && clock != CLOCK_THREAD_CPUTIME_ID))
		return real.clock_gettime(clock, ts);
	if (clock < 0 && !is_of_thread(clock))
		return real.clock_gettime(clock, ts);
	return thread_clock_gettime(clock, ts);
}

int shim_clock_getres(clockid_t clock, struct timespec *resolution) {
	struct co *owner = is_of_thread(clock) ? clock_owner(clock) : NULL;
	if (!owner)
		return real.clock_getres(clock, resolution);
	co_unref(owner);
	return real.clock_getres(CLOCK_THREAD_CPUTIME_ID, resolution);
}

int shim_pthread_getcpuclockid(pthread_t id, clockid_t *clock) {
	struct co *co = co_of((const void *)id);
	if (!co)
		return real.pthread_getcpuclockid(id, clock);
	if (!tid_publish(co))
		return ESRCH;
	cputime_begin();
	*clock = (clockid_t)(~(unsigned)(co->tid & CO_TID_LOW) << CLOCK_BITS | THREAD_CLOCK);
	return 0;
}

/* ---- getrusage ---- */

static int64_t timeval_us(const struct timeval *tv) {
	return tv->tv_sec * INT64_C(1000000) + tv->tv_usec;
}

static struct timeval us_timeval(int64_t us) {
	return (struct timeval){ .tv_sec = us / 1000000, .tv_usec = us % 1000000 };
}

/* DEVIATION: how much of the time went to the kernel is taken from the kernel thread, which has run others
 * as well. What was told once is not taken back. */
static void split(struct co *self, int64_t all_us, struct rusage *usage) {
	int64_t user_us = timeval_us(&usage->ru_utime), system_us = timeval_us(&usage->ru_stime);
	int64_t new_us = all_us - self->shim.user_us - self->shim.system_us;
	double share = user_us + system_us > 0 ? (double)system_us / (double)(user_us + system_us) : 0;
	int64_t new_system_us = (int64_t)((double)new_us * share);
	self->shim.system_us += new_system_us;
	self->shim.user_us += new_us - new_system_us;
	usage->ru_utime = us_timeval(self->shim.user_us);
	usage->ru_stime = us_timeval(self->shim.system_us);
}

/* DEVIATION: page faults, switches and the like of one thread are not known, and told as 0. */
int shim_getrusage(__rusage_who_t who, struct rusage *usage) {
	struct co *self = co_self();
	struct rusage of_carrier;
	if (who != RUSAGE_THREAD)
		return real.getrusage(who, usage);
	cputime_begin();
	if (!self)
		return real.getrusage(who, usage);
	int64_t all_us = cputime_self_ns(self) / 1000;
	int error = real.getrusage(who, &of_carrier);
	if (error)
		return error;
	split(self, all_us, &of_carrier);
	*usage = (struct rusage){ .ru_utime = of_carrier.ru_utime,
				  .ru_stime = of_carrier.ru_stime,
				  .ru_maxrss = of_carrier.ru_maxrss };
	return 0;
}
