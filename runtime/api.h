/* api.h - what the files behind evergreen.h share: the way in, the way out. Each of them checks what the
 * program gave, enters the gate, does its work with -errno, and leaves by api_leave. */
#ifndef RUNTIME_API_H
#define RUNTIME_API_H

#include <errno.h>

#include "runtime/cancel.h"
#include "runtime/co.h"
#include "runtime/evergreen.h"
#include "runtime/hub.h"
#include "runtime/kthread.h"
#include "runtime/settings.h"

#define EXPORT __attribute__((visibility("default")))

/* A handle was used after its last reference; with DEBUG=1 that is seen. */
void api_dead_handle(const struct co *co) __attribute__((noreturn, cold));

static inline struct co *api_co(const eg_co *handle) {
	struct co *co = (struct co *)(uintptr_t)handle;
#ifdef EVERGREEN_DEBUG
	if (co && atomic_load(&co->refs) == 0)
		api_dead_handle(co);
#endif
	return co;
}

static inline eg_co *api_handle(struct co *co) {
	return (eg_co *)(void *)co;
}

/* The calling coroutine, or the kernel thread's handle, which is made where there is none. NULL: not to be had.
 * Gate open. */
static inline struct co *api_self(void) {
	struct co *self = co_caller();
	if (likely(self != NULL))
		return self;
	if (settings.backend == BACKEND_THREADS)
		return kthread_adopt();
	return hub_adopt() ? co_self() : NULL;
}

/* -1 and errno. */
static inline int api_fail(int error) {
	errno = error;
	return -1;
}

/* The end of a call that may have parked: out of the gate, `error` (0, a result, or -errno) to the
 * program's conventions. The coroutine may be unwound here. */
static inline int api_leave(struct co *self, int error) {
	gate_leave(self);
	if (likely(error >= 0))
		return error;
	cancel_point(co_caller());
	return api_fail(co_errno(-error));
}

/* The end of a call that may have failed with something inside, and gone on: success leaves errno as it was. */
static inline int api_result(int result, int saved_errno) {
	if (result >= 0)
		errno = saved_errno;
	return result;
}

/* What a wait that is over in time is called: EAGAIN where the program did not want to wait. */
static inline int api_late(int error, int64_t deadline_ns) {
	return error == -ETIMEDOUT && deadline_ns == EG_NOW.ns ? -EAGAIN : error;
}

#endif
