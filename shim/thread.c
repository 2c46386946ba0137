/* thread.c - pthread_create and what can be asked of a thread.
 *
 * A pthread_t is the thread pointer, as with glibc; behind it is a coroutine of ours, or a kernel thread
 * (co_of tells), for which libc is asked. */
#include "shim/thread.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>

#include "runtime/cancel.h"
#include "runtime/evergreen.h"
#include "runtime/hub.h"
#include "runtime/settings.h"
#include "runtime/sys.h"
#include "runtime/tcb.h"
#include "shim/blocking.h"
#include "shim/calls.h"
#include "shim/deadline.h"
#include "shim/owned.h"
#include "shim/real.h"
#include "shim/sched.h"
#include "shim/signal.h"
#include "shim/stream.h"
#include "shim/sync.h"
#include "shim/tid.h"

enum join { JOINABLE, JOINING, DETACHED };

static _Atomic int alive = 1; /* threads of the program: coroutines, and the main thread */

static struct co *of(pthread_t id) {
	return co_of((const void *)id);
}

/* ---- making ---- */

/* Of a thread that asks for nothing; the size is 0 until they are looked up. */
static _Atomic size_t default_size, default_guard;

static void look_up_defaults(void) {
	pthread_attr_t attr;
	size_t size, guard;
	if (pthread_getattr_default_np(&attr) != 0)
		return;
	pthread_attr_getstacksize(&attr, &size);
	pthread_attr_getguardsize(&attr, &guard);
	pthread_attr_destroy(&attr);
	default_guard = guard;
	default_size = size;
}

int shim_pthread_setattr_default_np(const pthread_attr_t *attr) {
	int error = real.pthread_setattr_default_np(attr);
	look_up_defaults();
	return error;
}

/* What the program asks for. Returns whether the thread is to be detached. */
static bool read_attributes(const pthread_attr_t *attr, struct co_options *options, uint64_t *mask) {
	void *stack;
	size_t size;
	sigset_t set;
	int state;
	pthread_attr_getguardsize(attr, &options->guard);
	pthread_attr_getstacksize(attr, &options->stack_size);
	if (pthread_attr_getstack(attr, &stack, &size) == 0 && (uintptr_t)stack + size != 0) {
		options->user_stack = stack;
		options->stack_size = size;
		options->guard = 0;
	}
	if (pthread_attr_getsigmask_np(attr, &set) == 0) {
		*mask = sigset_mask(&set);
		options->sigmask = mask;
	}
	pthread_attr_getdetachstate(attr, &state);
	return state == PTHREAD_CREATE_DETACHED;
}

int shim_pthread_create(pthread_t *id, const pthread_attr_t *attr, void *(*start)(void *), void *arg) {
	if (settings.off >> FAMILY_threads & 1 || !hub_first())
		return real.pthread_create(id, attr, start, arg);
	if (unlikely(!default_size))
		look_up_defaults();
	struct co_options options = { .stack_size = default_size,
				      .guard = default_guard,
				      .flags = CO_THREAD | CO_OWN_TLS };
	uint64_t mask;
	bool detached = attr && read_attributes(attr, &options, &mask);
	if (settings.stack_size && options.stack_size == default_size)
		options.stack_size = settings.stack_size;
	struct co *co, *self = co_self();
	options.name = self ? self->name : NULL; /* inherited */
	int error = co_new(&co, start, arg, &options);
	if (error)
		return error == -EINVAL ? EINVAL : EAGAIN;
	error = sched_inherit(co, self, attr);
	if (error) {
		co_discard(co);
		return error;
	}
	atomic_fetch_add(&alive, 1);
	*id = (pthread_t)co->context.thread_pointer;
	if (detached) {
		co->shim.join = DETACHED;
		co->refs = 1;
	}
	co_start(co);
	return 0;
}

int shim_sched_yield(void) {
	struct co *self = shim_enter(FAMILY_sync, CALL_sched_yield);
	if (!self)
		return real.sched_yield();
	co_give_way(self);
	gate_leave(self);
	return 0;
}

/* ---- ending ---- */

/* It was the last thread: the process ends, as soon as the coroutines of eg_spawn have that it leaves behind; or the
 * last thread that these make ends it. */
static void end_process(struct co *self) {
	gate_leave(gate_enter()); /* home, if it was detached */
	cancel_shield(self, SHIELD_API, true);
	self->limit_ns = FOREVER_NS;
	if (self->hub->has_api)
		eg_wait(EG_FOREVER);
	if (atomic_load(&alive) == 0)
		exit(0);
}

static void ending(struct co *self) {
	if (unlikely(self->shim.pins))
		owned_ending(self);
	if (unlikely(self->shim.robust != NULL))
		mutex_owner_died(self);
	tid_forget(self);
	signal_ending(self);
	if (unlikely(self->shim.affinity != NULL))
		sched_ending(self);
	if ((self->flags & (CO_THREAD | CO_ADOPTED | CO_FORKED)) && atomic_fetch_sub(&alive, 1) == 1)
		end_process(self);
}

/* Where the main thread goes on after pthread_exit has unwound it. */
static void __attribute__((force_align_arg_pointer)) main_exited(void) {
	co_finish(co_self());
}

static void started(void) {
	signal_start();
	tid_publish(co_self());
	stream_start();
	if (!tcb_catch_exit(main_exited))
		say(SAY_INFO, "pthread_exit in the main thread will end all threads");
}

void shim_pthread_exit(void *result) {
	struct co *self = co_self();
	if (self)
		cancel_exit(self, result);
	real.pthread_exit(result);
	__builtin_unreachable();
}

void shim_thrd_exit(int result) {
	shim_pthread_exit((void *)(intptr_t)result);
}

static const char *call_name(unsigned call) {
	return call < CALL_COUNT ? call_names[call] : "";
}

void thread_hooks(void) {
	co_hooks = (struct co_hooks){ .started = started,
				      .ending = ending,
				      .call_name = call_name,
				      .signals = signal_handle_posted,
				      .monitor = signal_route };
}

void thread_forked(void) {
	alive = 1;
	tid_forked(co_self());
}

/* ---- joining ---- */

static int join(struct co *co, void **result, int64_t deadline_ns) {
	struct co *self = co_self();
	int joinable = JOINABLE;
	if (co == self || (self && co->shim.joining == self))
		return EDEADLK;
	if (!atomic_compare_exchange_strong(&co->shim.join, &joinable, JOINING))
		return EINVAL;
	if (self)
		self->shim.joining = co;
	int error = -co_join(co, deadline_ns, CALL_pthread_join);
	if (self)
		self->shim.joining = NULL;
	if (error) {
		co->shim.join = JOINABLE;
		return error;
	}
	if (result)
		*result = co->result;
	co_unref(co);
	return 0;
}

int shim_pthread_join(pthread_t id, void **result) {
	struct co *co = of(id);
	return co ? join(co, result, FOREVER_NS)
		  : BLOCKING_CALL(pthread_join, real.pthread_join(id, result));
}

int shim_pthread_tryjoin_np(pthread_t id, void **result) {
	struct co *co = of(id);
	if (!co)
		return real.pthread_tryjoin_np(id, result);
	return co_ended(co) ? join(co, result, FOREVER_NS) : EBUSY;
}

int shim_pthread_clockjoin_np(pthread_t id, void **result, clockid_t clock, const struct timespec *at) {
	struct co *co = of(id);
	int64_t deadline_ns = FOREVER_NS;
	if (!co)
		return BLOCKING_CALL(pthread_clockjoin_np,
				     real.pthread_clockjoin_np(id, result, clock, at));
	int error = at ? deadline_at(clock, at, &deadline_ns) : 0;
	return error ? error : join(co, result, deadline_ns);
}

int shim_pthread_timedjoin_np(pthread_t id, void **result, const struct timespec *at) {
	return shim_pthread_clockjoin_np(id, result, CLOCK_REALTIME, at);
}

int shim_pthread_detach(pthread_t id) {
	struct co *co = of(id);
	int joinable = JOINABLE;
	if (!co)
		return real.pthread_detach(id);
	if (!atomic_compare_exchange_strong(&co->shim.join, &joinable, DETACHED))
		return EINVAL;
	co_unref(co);
	return 0;
}

/* ---- asking ---- */

int shim_pthread_getattr_np(pthread_t id, pthread_attr_t *attr) {
	struct co *co = of(id);
	if (!co || (co->flags & CO_ADOPTED))
		return real.pthread_getattr_np(id, attr);
	pthread_attr_init(attr);
	bool detached = co->shim.join == DETACHED;
	pthread_attr_setdetachstate(attr, detached ? PTHREAD_CREATE_DETACHED : PTHREAD_CREATE_JOINABLE);
	pthread_attr_setguardsize(attr, co->guard);
	char *base = co->stack.base + co->stack.guard;
	if (co->flags & CO_USER_STACK)
		return pthread_attr_setstack(attr, co->user_stack, co->user_stack_size);
	return pthread_attr_setstack(attr, base, co->stack.size - co->stack.guard);
}

/* A kernel thread's name is the kernel's, whichever kernel thread its coroutine runs on. An error number. */
static int open_name(const struct co *co, int flags, int *fd) {
	char path[48];
	snprintf(path, sizeof path, "/proc/self/task/%d/comm", co->tid);
	long opened = sys(SYS_openat, AT_FDCWD, path, flags | O_CLOEXEC);
	*fd = (int)opened;
	return opened < 0 ? (int)-opened : 0;
}

static int set_kernels_name(const struct co *co, const char *name) {
	int fd;
	if (co->tid == sys(SYS_gettid))
		return (int)-sys(SYS_prctl, PR_SET_NAME, name);
	int error = open_name(co, O_WRONLY, &fd);
	if (error)
		return error;
	long len = sys(SYS_write, fd, name, strlen(name));
	sys(SYS_close, fd);
	return len < 0 ? (int)-len : 0;
}

static int get_kernels_name(const struct co *co, char name[sizeof co->name]) {
	int fd;
	if (co->tid == sys(SYS_gettid))
		return (int)-sys(SYS_prctl, PR_GET_NAME, name);
	int error = open_name(co, O_RDONLY, &fd);
	if (error)
		return error;
	long len = sys(SYS_read, fd, name, sizeof co->name);
	sys(SYS_close, fd);
	name[len > 0 ? len - 1 : 0] = '\0'; /* in the place of the end of the line */
	return len < 0 ? (int)-len : 0;
}

int shim_pthread_setname_np(pthread_t id, const char *name) {
	struct co *co = of(id);
	if (strlen(name) >= sizeof co->name)
		return ERANGE;
	int error = !co                       ? real.pthread_setname_np(id, name)
		    : co_is_kernel_thread(co) ? set_kernels_name(co, name)
					      : 0;
	if (co && !error)
		strcpy(co->name, name);
	return error;
}

int shim_pthread_getname_np(pthread_t id, char *name, size_t size) {
	struct co *co = of(id);
	if (!co)
		return real.pthread_getname_np(id, name, size);
	if (size < sizeof co->name)
		return ERANGE;
	if (co_is_kernel_thread(co))
		return get_kernels_name(co, name);
	strcpy(name, co->name);
	return 0;
}
