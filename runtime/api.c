/* api.c - the calls of evergreen.h. Each checks what the program gave, and passes it on. */
#include "runtime/evergreen.h"

#include <errno.h>
#include <poll.h>
#include <string.h>

#include "runtime/check.h"
#include "runtime/co.h"
#include "runtime/fd.h"
#include "runtime/hub.h"
#include "runtime/settings.h"
#include "runtime/sys.h"

#define EXPORT __attribute__((visibility("default")))

enum { API_STACK = 256 << 10 };

static struct co *inside(eg_co *handle) {
	return (struct co *)(void *)handle;
}

static const struct co *inside_const(const eg_co *handle) {
	return (const struct co *)(const void *)handle;
}

static eg_co *outside(struct co *co) {
	return (eg_co *)(void *)co;
}

static int fail(int error) {
	errno = error;
	return -1;
}

/* ---- deadlines ---- */

EXPORT eg_deadline eg_in(double seconds) {
	int64_t now_ns = clock_ns();
	if (!(seconds > 0))
		return EG_NOW;
	double ns = seconds * 1e9;
	if (ns >= (double)(INT64_MAX - now_ns))
		return EG_FOREVER;
	return (eg_deadline){ now_ns + (int64_t)ns };
}

EXPORT eg_deadline eg_min(eg_deadline a, eg_deadline b) {
	return a.ns < b.ns ? a : b;
}

/* ---- coroutines ---- */

EXPORT eg_co *eg_spawn_(void *(*fn)(void *), void *arg, const eg_opt *given) {
	eg_opt o = { 0 };
	struct co *co;
	if (!fn) {
		errno = EINVAL;
		return NULL;
	}
	if (given) /* a program may have been built with fewer options */
		memcpy(&o, given, given->abi < sizeof o ? given->abi : sizeof o);
	if (!hub_adopt()) {
		errno = ENOSYS;
		return NULL;
	}
	size_t stack = o.stack ? o.stack : settings.stack_size ? settings.stack_size : API_STACK;
	struct co_options options = {
		.stack_size = stack, .guard = 4096, .flags = CO_OWN_TLS, .name = o.name
	};
	int error = co_new(&co, fn, arg, &options);
	if (error) {
		errno = -error;
		return NULL;
	}
	co_start(co);
	return outside(co);
}

EXPORT eg_co *eg_ref(eg_co *handle) {
	co_ref(inside(handle));
	return handle;
}

EXPORT void eg_unref(eg_co *handle) {
	if (handle)
		co_unref(inside(handle));
}

EXPORT eg_co *eg_self(void) {
	return outside(co_self());
}

EXPORT uint64_t eg_id(const eg_co *handle) {
	return inside_const(handle)->id;
}

EXPORT const char *eg_name(const eg_co *handle) {
	return inside_const(handle)->name;
}

EXPORT int eg_sleep(double seconds) {
	struct co *self = gate_enter();
	if (!self) { /* a thread without coroutines */
		struct timespec ts = { .tv_sec = seconds > 0 ? (time_t)seconds : 0 };
		ts.tv_nsec = seconds > 0 ? (long)((seconds - (double)ts.tv_sec) * 1e9) : 0;
		sys(SYS_nanosleep, &ts, NULL);
		return 0;
	}
	if (seconds > 0) {
		int64_t deadline_ns = eg_in(seconds).ns;
		co_prepare(self);
		while (co_park(self, deadline_ns) != WAKE_TIMEOUT) {
			gate_leave(self); /* a signal's handler runs */
			gate_enter();
			co_prepare(self);
		}
	} else {
		co_give_way(self);
	}
	gate_leave(self);
	return 0;
}

EXPORT int eg_join(eg_co *handle, eg_deadline deadline) {
	if (!handle)
		return fail(EINVAL);
	struct co *co = inside(handle);
	if (deadline.ns == EG_NOW.ns && !co_ended(co))
		return fail(co == co_self() ? EDEADLK : EAGAIN);
	int error = co_join(co, deadline.ns, 0);
	return error ? fail(-error) : 0;
}

EXPORT int eg_joinall(eg_co *const *handles, int count, eg_deadline deadline) {
	for (int i = 0; i < count; i++) {
		if (eg_join(handles[i], deadline) < 0)
			return -1;
	}
	return 0;
}

EXPORT int eg_ready(const eg_co *handle) {
	return co_ended(inside_const(handle));
}

EXPORT void *eg_value(const eg_co *handle) {
	return eg_ready(handle) ? inside_const(handle)->result : NULL;
}

/* ---- descriptors ---- */

/* Park until the descriptor has news, or -errno. Gate closed. */
static int wait_for_news(struct co *self, int fd, short events, int64_t deadline_ns) {
	struct fd_rec *rec = fd_record(fd);
	struct fd_waiter reader, writer;
	if (!rec)
		return -EBADF;
	co_prepare(self);
	if (events & POLLIN)
		fd_queue(&reader, self, rec, FD_READ);
	if (events & POLLOUT)
		fd_queue(&writer, self, rec, FD_WRITE);
	enum wake why = co_park(self, deadline_ns);
	if (events & POLLIN)
		fd_unqueue(&reader);
	if (events & POLLOUT)
		fd_unqueue(&writer);
	return wake_result(why);
}

/* Until there is news: 0 with p->revents set, or -errno. */
static int wait_on_fd(struct co *self, struct pollfd *p, int64_t deadline_ns) {
	struct timespec left = { 0 };
	if (!self) { /* a thread without coroutines waits in the kernel */
		int64_t left_ns = deadline_ns - clock_ns();
		if (left_ns > 0)
			left = (struct timespec){ left_ns / 1000000000, left_ns % 1000000000 };
		long n = sys(SYS_ppoll, p, 1, deadline_ns == FOREVER_NS ? NULL : &left, NULL, 8);
		return n < 0 ? (int)n : n > 0 ? 0 : -ETIMEDOUT;
	}
	for (bool late = false;;) {
		long n = sys(SYS_poll, p, 1, 0);
		if (n != 0)
			return n < 0 ? (int)n : 0;
		if (late || deadline_ns == EG_NOW.ns)
			return -ETIMEDOUT;
		int error = wait_for_news(self, p->fd, p->events, deadline_ns);
		late = error == -ETIMEDOUT;
		if (error && !late && error != -EBADF) /* poll says that better */
			return error;
	}
}

EXPORT int eg_fd_wait(int fd, short events, eg_deadline deadline) {
	struct pollfd p = { .fd = fd, .events = events };
	if (fd < 0)
		return fail(EBADF);
	if (!events || (events & ~(POLLIN | POLLOUT)))
		return fail(EINVAL);
	struct co *self = gate_enter();
	int error = wait_on_fd(self, &p, deadline.ns);
	gate_leave(self);
	if (!error && (p.revents & POLLNVAL))
		error = -EBADF;
	if (error == -ETIMEDOUT && deadline.ns == EG_NOW.ns)
		error = -EAGAIN;
	return error ? fail(-error) : p.revents;
}

/* ---- the runtime ---- */

EXPORT uint64_t eg_made(void) {
	return hub_totals().made;
}
