/* native.c - see native.h. */
#include "runtime/native.h"

#include <errno.h>
#include <linux/futex.h>
#include <poll.h>
#include <sys/eventfd.h>

#include "runtime/co.h"
#include "runtime/fd.h"
#include "runtime/sys.h"

/* Of the state, besides enum native_how; neither: it does not wait. */
enum { WAITS = 1, CLAIMED = 8 };

int native_prepare(struct native *n, unsigned how) {
	if ((how & NATIVE_POLLS) && !n->fd) {
		int fd = (int)sys(SYS_eventfd2, 0, EFD_CLOEXEC | EFD_NONBLOCK);
		if (fd < 0)
			return fd;
		n->fd = fd_make_own(fd);
	}
	if (n->is_knocked) {
		uint64_t knocks;
		sys(SYS_read, n->fd, &knocks, sizeof knocks);
		n->is_knocked = false;
	}
	atomic_store(&n->state, WAITS | how);
	return 0;
}

bool native_can_be_claimed(const struct native *n) {
	return (atomic_load(&n->state) & (WAITS | CLAIMED)) == WAITS;
}

static bool claim(struct native *n, unsigned shield) {
	unsigned state = atomic_load(&n->state);
	return (state & WAITS) && !(state & (CLAIMED | shield)) &&
	       atomic_compare_exchange_strong(&n->state, &state, state | CLAIMED);
}

bool native_claim(struct native *n) {
	return claim(n, 0);
}

bool native_claim_to_cancel(struct native *n) {
	return claim(n, NATIVE_FIRM);
}

void native_wake(struct native *n) {
	uint64_t one = 1;
	if (atomic_load(&n->state) & NATIVE_POLLS) {
		n->is_knocked = true;
		sys(SYS_write, n->fd, &one, sizeof one);
	}
	atomic_store(&n->state, 0); /* from here on it may be gone: waking nobody is no harm */
	sys(SYS_futex, &n->state, FUTEX_WAKE_PRIVATE, 1, 0, 0, 0);
}

/* Nobody is to wake it any more. False: somebody is about to. */
static bool give_up(struct native *n) {
	if (!claim(n, 0))
		return false;
	atomic_store(&n->state, 0);
	return true;
}

int native_wait(struct native *n, int64_t deadline_ns) {
	struct timespec due = { .tv_sec = deadline_ns / 1000000000,
				.tv_nsec = deadline_ns % 1000000000 };
	for (unsigned state; (state = atomic_load(&n->state)) != 0;) {
		long error = sys(SYS_futex, &n->state, FUTEX_WAIT_BITSET_PRIVATE, state,
				 deadline_ns == FOREVER_NS || (state & CLAIMED) ? NULL : &due, 0,
				 FUTEX_BITSET_MATCH_ANY);
		if ((error == -ETIMEDOUT || error == -EINTR) && give_up(n))
			return (int)error;
	}
	return 0;
}

/* As poll, with -EAGAIN for news, -ETIMEDOUT, and 0 for a knock. */
static int poll_once(struct pollfd *fds, unsigned count, int64_t deadline_ns) {
	int64_t left_ns = deadline_ns == FOREVER_NS ? 0 : deadline_ns - clock_ns();
	left_ns = left_ns > 0 ? left_ns : 0;
	struct timespec left = { left_ns / 1000000000, left_ns % 1000000000 };
	long ready = sys(SYS_ppoll, fds, count, deadline_ns == FOREVER_NS ? NULL : &left, NULL, 8);
	if (ready <= 0)
		return ready == 0 ? -ETIMEDOUT : (int)ready;
	return fds[0].revents ? 0 : -EAGAIN;
}

int native_poll(struct native *n, struct pollfd *fds, unsigned count, int64_t deadline_ns) {
	fds[0] = (struct pollfd){ .fd = n->fd ? n->fd : -1, .events = POLLIN };
	int error = poll_once(fds, count, deadline_ns);
	if (error && give_up(n))
		return error;
	native_wait(n, FOREVER_NS); /* claimed: it is a matter of moments */
	return 0;
}

void native_end(struct native *n) {
	if (n->fd)
		fd_drop_own(n->fd);
	n->fd = 0;
	n->is_knocked = false;
}
