/* time.c - sleeping. Interrupted by every signal handler, with or without SA_RESTART. */
#include <errno.h>
#include <time.h>
#include <unistd.h>

#include "runtime/cputime.h"
#include "runtime/hub.h"
#include "shim/blocking.h"
#include "shim/calls.h"
#include "shim/clock.h"
#include "shim/deadline.h"
#include "shim/io.h"
#include "shim/real.h"
#include "shim/signal.h"

/* Park until the deadline: 0, -EINTR, or the code of a cancellation. */
static int sleep_until(struct co *self, int64_t deadline_ns) {
	int error;
	do {
		co_prepare(self);
		error = wake_result(co_park(self, deadline_ns));
	} while (error == -EINTR && !(error = signal_ends(self)));
	return error == -ETIMEDOUT ? 0 : error;
}

static int sleep_for(struct co *self, const struct timespec *wanted, struct timespec *left) {
	if (!timespec_valid(wanted) || wanted->tv_sec < 0)
		return -EINVAL;
	int64_t deadline_ns = deadline_in(timespec_ns(wanted));
	int error = sleep_until(self, deadline_ns);
	if (error && left) {
		int64_t left_ns = deadline_ns - clock_ns();
		*left = ns_timespec(left_ns > 0 ? left_ns : 0);
	}
	return error;
}

int shim_nanosleep(struct co *self, const struct timespec *wanted, struct timespec *left) {
	return (int)io_result(sleep_for(self, wanted, left));
}

/* Until another thread has used so much of a processor, which takes that long at least: then look again. */
static int sleep_beside(struct co *self, struct co *other, int64_t until_ns, int64_t *left_ns) {
	enum { LEAST_NS = 1000000 };
	int error = 0;
	while (!error && (*left_ns = until_ns - cputime_of_ns(other)) > 0)
		error = sleep_until(self, deadline_in(*left_ns > LEAST_NS ? *left_ns : LEAST_NS));
	return error;
}

static int sleep_on_cputime(struct co *self, struct co *other, int flags, const struct timespec *wanted,
			    struct timespec *left) {
	if (!timespec_valid(wanted) || wanted->tv_sec < 0 || other == self)
		return -EINVAL;
	int64_t left_ns, until_ns = timespec_ns(wanted);
	if (!(flags & TIMER_ABSTIME))
		until_ns += cputime_of_ns(other);
	int error = sleep_beside(self, other, until_ns, &left_ns);
	if (error && left && !(flags & TIMER_ABSTIME))
		*left = ns_timespec(left_ns);
	return error;
}

int shim_clock_nanosleep(struct co *self, clockid_t clock, int flags, const struct timespec *wanted,
			 struct timespec *left) {
	struct timespec now;
	if (clock != CLOCK_REALTIME && clock != CLOCK_MONOTONIC && clock != CLOCK_BOOTTIME &&
	    clock != CLOCK_TAI) { /* a clock of processor time, or none */
		struct co *owner = clock < 0 ? clock_owner(clock) : NULL;
		if (!owner)
			return BLOCKING(self, real.clock_nanosleep(clock, flags, wanted, left));
		int error = sleep_on_cputime(self, owner, flags, wanted, left);
		co_unref(owner);
		return co_errno(-error);
	}
	if (!(flags & TIMER_ABSTIME))
		return co_errno(-sleep_for(self, wanted, left));
	if (!timespec_valid(wanted) || wanted->tv_sec < 0)
		return EINVAL;
	next_clock_gettime(clock, &now);
	return co_errno(-sleep_until(self, deadline_in(timespec_ns(wanted) - timespec_ns(&now))));
}

unsigned shim_sleep(struct co *self, unsigned seconds) {
	struct timespec wanted = { .tv_sec = seconds }, left;
	int error = sleep_for(self, &wanted, &left);
	if (error == 0)
		return 0;
	errno = co_errno(-error);
	return (unsigned)left.tv_sec + (left.tv_nsec > 0);
}

int shim_usleep(struct co *self, useconds_t us) {
	struct timespec wanted = ns_timespec((int64_t)us * 1000);
	return (int)io_result(sleep_for(self, &wanted, NULL));
}
