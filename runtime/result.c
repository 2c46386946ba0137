/* result.c - eg_result: a value that comes once, or an error in its place. */
#include "runtime/api.h"
#include "runtime/wait.h"

struct result {
	struct guard guard;
	struct wait_queue waiters;
	_Atomic bool is_set;
	int error;
	void *value;
};

_Static_assert(sizeof(struct result) <= sizeof(eg_result), "evergreen.h has room for it");

static struct result *of(const eg_result *result) {
	return (struct result *)(uintptr_t)result;
}

static int set(struct result *r, void *value, int error) {
	struct entry e = entry_begin(&r->guard, "eg_result_set", r);
	bool is_second = atomic_load_explicit(&r->is_set, memory_order_relaxed);
	if (!is_second) {
		r->value = value;
		r->error = error;
		atomic_store_explicit(&r->is_set, true, memory_order_release);
		wait_finish_all(&r->waiters, 0);
	}
	entry_drop(&r->guard, e);
	return api_leave(e.self, is_second ? -EALREADY : 0);
}

EXPORT int eg_result_set(eg_result *result, void *value) {
	return set(of(result), value, 0);
}

EXPORT int eg_result_fail(eg_result *result, int code) {
	return code > 0 ? set(of(result), NULL, code) : api_fail(EINVAL);
}

EXPORT int eg_result_ready(const eg_result *result) {
	return atomic_load_explicit(&of(result)->is_set, memory_order_acquire);
}

static int wait_for(struct result *r, int64_t deadline_ns) {
	for (bool again = false;; again = true) {
		struct entry e = entry_begin(&r->guard, "eg_result_get", r);
		if (atomic_load_explicit(&r->is_set, memory_order_relaxed) || deadline_ns == EG_NOW.ns) {
			bool is_set = r->is_set;
			entry_drop(&r->guard, e);
			return api_leave(e.self, is_set ? 0 : -EAGAIN);
		}
		int error = wait_in(&e, &r->guard, &r->waiters, NULL, deadline_ns, again);
		if (error != -EINTR)
			return api_leave(e.self, error);
		gate_leave(e.self);
	}
}

EXPORT int eg_result_get(eg_result *result, void **value, eg_deadline deadline) {
	struct result *r = of(result);
	bool is_here = eg_result_ready(result) && guard_is_owned(&r->guard, hub_here());
	if (!is_here && wait_for(r, deadline.ns) < 0)
		return -1;
	if (r->error)
		return api_fail(r->error);
	if (value)
		*value = r->value;
	return 0;
}

EXPORT void eg_result_destroy(eg_result *result) {
	wait_destroy(&of(result)->guard, &of(result)->waiters);
}
