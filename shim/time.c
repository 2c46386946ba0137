/* time.c - sleeping. Interrupted by every signal handler, with or without SA_RESTART. */
#include <errno.h>
#include <time.h>
#include <unistd.h>

#include "runtime/hub.h"
#include "shim/blocking.h"
#include "shim/calls.h"
#include "shim/deadline.h"
#include "shim/io.h"
#include "shim/real.h"
#include "shim/signal.h"

/* Park until the deadline: 0, -EINTR, or the code of a cancellation. */
static int sleep_until(struct co *self, int64_t deadline_ns) {
	co_prepare(self);
	int error = wake_result(co_park(self, deadline_ns));
	if (error == -EINTR)
		signal_interrupted(self);
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

int shim_clock_nanosleep(struct co *self, clockid_t clock, int flags, const struct timespec *wanted,
			 struct timespec *left) {
	struct timespec now;
	if (clock != CLOCK_REALTIME && clock != CLOCK_MONOTONIC && clock != CLOCK_BOOTTIME &&
	    clock != CLOCK_TAI) /* a clock of CPU time, or none */
		return BLOCKING(self, real.clock_nanosleep(clock, flags, wanted, left));
	if (!(flags & TIMER_ABSTIME))
		return co_errno(-sleep_for(self, wanted, left));
	if (!timespec_valid(wanted) || wanted->tv_sec < 0)
		return EINVAL;
	clock_gettime(clock, &now);
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
