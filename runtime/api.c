/* api.c - the coroutines of evergreen.h, deadlines and descriptors. The objects have a file each. */
#include "runtime/api.h"

#include <poll.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "runtime/check.h"
#include "runtime/fd.h"
#include "runtime/hub.h"
#include "runtime/link.h"
#include "runtime/next.h"
#include "runtime/report.h"
#include "runtime/say.h"
#include "runtime/scope.h"
#include "runtime/settings.h"
#include "runtime/sys.h"

enum { API_STACK = 256 << 10, MESSAGE_MOST = 1024 };

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

/* ---- spawning ---- */

void api_dead_handle(const struct co *co) {
	say(SAY_ERROR,
	    "the handle of coroutine %llu%s%s was used after its last reference was given back",
	    (unsigned long long)co->id, co->name[0] ? " " : "", co->name);
	abort();
}

/* What the caller asks for, as the runtime has it. -errno. */
static int read_options(const eg_opt *o, struct co_options *options) {
	enum { KNOWN = EG_DETACHED | EG_NATIVE | EG_SHARE_TLS };
	if ((o->flags & ~(unsigned)KNOWN) || ((o->flags & EG_NATIVE) && (o->flags & EG_SHARE_TLS)))
		return -EINVAL;
	*options = (struct co_options){ .stack_size = o->stack              ? o->stack
						      : settings.stack_size ? settings.stack_size
									    : API_STACK,
					.guard = 4096,
					.flags = CO_OWN_TLS | (o->flags & EG_NATIVE ? CO_NATIVE : 0),
					.name = o->name };
	struct hub *hub = o->flags & EG_SHARE_TLS ? hub_here() : NULL;
	if (hub) { /* a native thread's coroutines have no hub to share with */
		int error = hub_shared_tls(hub);
		if (error)
			return error;
		options->flags = CO_SHARE_TLS;
	}
	return 0;
}

/* The caller has spawned. */
static void stay(void) {
	struct co *self = gate_enter();
	if (self) { /* else it is on a kernel thread of its own, and on no hub */
		self->hub->has_api = true;
		self->flags |= CO_STAYS;
	}
	gate_leave(self);
}

/* A coroutine, or with EVERGREEN_BACKEND=threads a kernel thread, that is not started yet. */
static int make(struct co **co, void *(*fn)(void *), void *arg, const eg_opt *o) {
	struct co_options options;
	int error = read_options(o, &options);
	if (error)
		return error;
	if (likely(settings.backend == BACKEND_COROUTINES))
		return co_new(co, fn, arg, &options);
	options.stack_size = o->stack ? o->stack : settings.stack_size;
	return kthread_adopt() ? kthread_new(co, fn, arg, &options) : -ENOMEM;
}

static int spawn(struct co **co, void *(*fn)(void *), void *arg, const eg_opt *o) {
	bool is_kthread = unlikely(settings.backend == BACKEND_THREADS);
	if (!fn)
		return -EINVAL;
	if (!is_kthread && !hub_adopt())
		return -ENOSYS;
	if (!is_kthread && unlikely(!(co_self()->flags & CO_STAYS)))
		stay();
	int error = make(co, fn, arg, o);
	if (error)
		return error;
	if (o->flags & EG_DETACHED)
		(*co)->refs = 1;
	int64_t start_ns = o->start.ns > EG_NOW.ns ? o->start.ns : 0;
	if (is_kthread) {
		(*co)->start_ns = start_ns;
		kthread_start(*co);
	} else if (start_ns) {
		co_start_at(*co, start_ns);
	} else {
		co_start(*co);
	}
	return 0;
}

EXPORT eg_co *eg_spawn_(void *(*fn)(void *), void *arg, const eg_opt *given) {
	eg_opt fewer = { 0 };
	struct co *co;
	if (unlikely(!given ||
		     given->abi < sizeof fewer)) { /* the program was built with fewer options */
		if (given)
			memcpy(&fewer, given, given->abi);
		given = &fewer;
	}
	int error = spawn(&co, fn, arg, given);
	if (!error)
		return api_handle(co);
	errno = -error;
	return NULL;
}

EXPORT eg_co *eg_ref(eg_co *handle) {
	if (handle)
		co_ref(api_co(handle));
	return handle;
}

EXPORT void eg_unref(eg_co *handle) {
	if (handle)
		co_unref(api_co(handle));
}

EXPORT eg_co *eg_self(void) {
	return api_handle(co_caller());
}

EXPORT uint64_t eg_id(const eg_co *handle) {
	return handle ? api_co(handle)->id : 0;
}

EXPORT const char *eg_name(const eg_co *handle) {
	return handle ? api_co(handle)->name : "";
}

/* ---- waiting ---- */

static int sleep_until(struct co *self, int64_t deadline_ns) {
	for (;;) {
		co_prepare(self);
		int error = wake_result(co_park(self, deadline_ns));
		if (error == -ETIMEDOUT)
			return 0;
		if (error != -EINTR)
			return error;
		gate_leave(self); /* the signal's handler runs */
		gate_enter();
	}
}

/* A kernel thread's sleep. */
static int sleep_natively(double seconds) {
	struct co *self = co_native();
	struct wait wait;
	if (!(seconds > 0)) {
		sys(SYS_sched_yield);
		return self ? cancel_check(self) : 0;
	}
	if (self)
		co_says(self, "eg_sleep", NULL);
	int64_t deadline_ns = eg_in(seconds).ns;
	int error;
	do {
		wait_begin(&wait, NULL);
		error = wait_park(&wait, deadline_ns);
	} while (error == -EINTR);
	return error == -ETIMEDOUT ? 0 : error;
}

EXPORT int eg_sleep(double seconds) {
	struct co *self = gate_enter();
	int error = 0;
	if (!self)
		return api_leave(NULL, sleep_natively(seconds));
	co_says(self, "eg_sleep", NULL);
	if (seconds > 0) {
		error = sleep_until(self, eg_in(seconds).ns);
	} else {
		co_give_way(self);
		error = cancel_check(self);
	}
	return api_leave(self, error);
}

EXPORT int eg_join(eg_co *handle, eg_deadline deadline) {
	struct co *co = api_co(handle), *self = co_caller();
	if (!co)
		return api_fail(EINVAL);
	int error = co_ended(co) ? 0 : co == self ? -EDEADLK : -ETIMEDOUT;
	if (error == -ETIMEDOUT && deadline.ns != EG_NOW.ns)
		error = co_join(co, deadline.ns, 0);
	if (likely(!error))
		return 0;
	cancel_point(self);
	return api_fail(co_errno(-api_late(error, deadline.ns)));
}

EXPORT int eg_joinall(eg_co *const *handles, int count, eg_deadline deadline) {
	int result = 0, error = 0;
	for (int i = 0; i < count; i++) {
		if (handles[i] && eg_join(handles[i], deadline) < 0 && result == 0) {
			result = -1;
			error = errno;
			if (error != EDEADLK)
				break;
		}
	}
	if (result < 0)
		errno = error;
	return result;
}

/* ---- results ---- */

EXPORT int eg_ready(const eg_co *handle) {
	return handle && co_ended(api_co(handle));
}

EXPORT void *eg_value(const eg_co *handle) {
	return eg_ready(handle) ? api_co(handle)->result : NULL;
}

EXPORT int eg_error(const eg_co *handle) {
	if (!handle)
		return EINVAL;
	if (!eg_ready(handle))
		return EINPROGRESS;
	__atomic_store_n(&api_co(handle)->api.is_asked, true, __ATOMIC_RELAXED);
	return api_co(handle)->api.error;
}

EXPORT const char *eg_errmsg(const eg_co *handle) {
	int error = eg_error(handle);
	if (error == 0 || error == EINPROGRESS || !handle)
		return "";
	const char *message = api_co(handle)->api.message;
	return message ? message : strerror(error);
}

EXPORT void *eg_fail(int code, const char *format, ...) {
	struct co *self = co_caller();
	char text[MESSAGE_MOST];
	va_list args;
	va_start(args, format);
	vsnprintf(text, sizeof text, format, args);
	va_end(args);
	code = code > 0 ? code : EINVAL;
	if (self) {
		free(self->api.message);
		self->api.message = strdup(text); /* NULL: strerror's words instead */
		self->api.error = code;
	}
	errno = code;
	return NULL;
}

EXPORT int eg_link(eg_co *handle, void (*fn)(eg_co *, void *), void *arg) {
	if (!handle || !fn)
		return api_fail(EINVAL);
	__atomic_store_n(&api_co(handle)->api.is_asked, true, __ATOMIC_RELAXED);
	int error = link_call(api_co(handle), fn, arg);
	return error ? api_fail(-error) : 0;
}

EXPORT int eg_unlink(eg_co *handle, void (*fn)(eg_co *, void *), void *arg) {
	if (!handle || !fn)
		return api_fail(EINVAL);
	if (!link_uncall(api_co(handle), fn, arg))
		return api_fail(ENOENT);
	return 0;
}

/* ---- ending early ---- */

EXPORT void eg_exit(void *value) {
	struct co *self = co_caller();
	if (!self)
		next_pthread_exit(value);
	cancel_exit(self, value);
}

EXPORT int eg_defer(void (*fn)(void *), void *arg) {
	struct co *self = api_self();
	if (!fn || !self)
		return api_fail(fn ? ENOSYS : EINVAL);
	int error = cancel_defer(self, fn, arg);
	return error ? api_fail(-error) : 0;
}

EXPORT int eg_cancel(eg_co *handle, int code) {
	if (!handle || code < 0)
		return api_fail(EINVAL);
	if (co_ended(api_co(handle)))
		return 0;
	cancel_request(api_co(handle), code ? code : ECANCELED);
	return 0;
}

static int end_early(eg_co *handle, eg_deadline grace) {
	const int64_t least_ns = 100 * INT64_C(1000000);
	int64_t start_ns = clock_ns();
	if (eg_cancel(handle, 0) < 0)
		return -1;
	if (api_co(handle) == co_caller())
		cancel_exit(co_caller(), NULL);
	int joined = eg_join(handle, grace);
	if (joined == 0 || (errno != ETIMEDOUT && errno != EAGAIN) || eg_cancelled() ||
	    grace.ns > clock_ns())
		return joined; /* the caller itself was cancelled, or its scope is over */
	cancel_force(api_co(handle), ECANCELED);
	int64_t now_ns = clock_ns(), more_ns = now_ns - start_ns;
	eg_deadline last = { now_ns + (more_ns > least_ns ? more_ns : least_ns) };
	joined = eg_join(handle, last);
	if (joined < 0 && errno == ETIMEDOUT)
		say(SAY_WARN,
		    "coroutine %llu (%s) cannot be killed: it does not wait, or waits in its cleanup",
		    (unsigned long long)eg_id(handle), eg_name(handle));
	return joined;
}

EXPORT int eg_kill(eg_co *handle, eg_deadline grace) {
	int saved_errno = errno;
	return api_result(end_early(handle, grace), saved_errno);
}

EXPORT int eg_cancelled(void) {
	struct co *self = co_caller();
	return self && !(self->cancel.shields & SHIELD_API) ? atomic_load(&self->cancel.code) : 0;
}

EXPORT int eg_shield(int on) {
	struct co *self = api_self();
	return self ? cancel_shield(self, SHIELD_API, on) : 0;
}

/* ---- deadline scopes ---- */

EXPORT eg_scope *eg_scope_enter(eg_scope *scope, eg_deadline deadline) {
	memset(scope, 0, sizeof *scope);
	struct co *self = api_self();
	if (self)
		scope_enter(self, scope, deadline.ns);
	return scope;
}

EXPORT int eg_scope_leave(eg_scope *scope) {
	return scope_leave(scope);
}

EXPORT int eg_scope_expired(const eg_scope *scope) {
	return scope_has_fired(scope);
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

/* The same as wait_on_fd for kernel threads, which wait in the kernel. */
static int wait_on_fd_natively(struct pollfd *p, int64_t deadline_ns) {
	struct pollfd fds[2] = { { .fd = -1 }, *p };
	struct wait wait;
	int error = wait_begin_to_poll(&wait);
	if (!error)
		error = wait_poll(&wait, fds, 2, deadline_ns);
	p->revents = fds[1].revents;
	return error == -EAGAIN ? 0 : error;
}

/* Until there is news: 0 with p->revents set, or -errno. */
static int wait_on_fd(struct co *self, struct pollfd *p, int64_t deadline_ns) {
	if (!self)
		return wait_on_fd_natively(p, deadline_ns);
	for (bool late = false;;) {
		long n = sys(SYS_poll, p, 1, 0);
		if (n != 0)
			return n < 0 ? (int)n : 0;
		if (late || deadline_ns == EG_NOW.ns)
			return -ETIMEDOUT;
		int error = wait_for_news(self, p->fd, p->events, deadline_ns);
		late = error == -ETIMEDOUT;
		if (error == -EINTR && co_interrupted(self) == INTERRUPTION_NONE)
			error = 0;
		if (error && !late && error != -EBADF) /* poll says that better */
			return error;
	}
}

EXPORT int eg_fd_wait(int fd, short events, eg_deadline deadline) {
	struct pollfd p = { .fd = fd, .events = events };
	if (fd < 0)
		return api_fail(EBADF);
	if (!events || (events & ~(POLLIN | POLLOUT)))
		return api_fail(EINVAL);
	struct co *self = gate_enter();
	if (co_caller())
		co_says(co_caller(), "eg_fd_wait", (void *)(uintptr_t)fd);
	int error = wait_on_fd(self, &p, deadline.ns);
	if (self && !error)
		co_did_not_park(self); /* it may not have */
	if (!error)
		error = p.revents & POLLNVAL ? -EBADF : p.revents;
	return api_leave(self, api_late(error, deadline.ns));
}

/* ---- the runtime ---- */

EXPORT void *eg_original(const char *name) {
	return next_symbol(name);
}

EXPORT int eg_dump(int fd, unsigned flags) {
	if (flags & ~(unsigned)EG_DUMP_STACKS)
		return api_fail(EINVAL);
	int saved_errno = errno;
	report_write(fd, flags & EG_DUMP_STACKS);
	return api_result(0, saved_errno);
}

EXPORT uint64_t eg_made(void) {
	return hub_totals().made + kthreads_made();
}
