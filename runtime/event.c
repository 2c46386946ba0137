/* event.c - eg_event: a flag that can be waited for. */
#include "runtime/event.h"

#include "runtime/api.h"

EXPORT void eg_event_set(eg_event *event) {
	struct event *ev = event_of(event);
	struct entry e = entry_begin(&ev->guard, "eg_event_set", ev);
	atomic_store_explicit(&ev->is_set, true, memory_order_release);
	wait_finish_all(&ev->waiters, 0);
	entry_drop(&ev->guard, e);
	gate_leave(e.self);
}

EXPORT void eg_event_clear(eg_event *event) {
	atomic_store_explicit(&event_of(event)->is_set, false, memory_order_relaxed);
}

EXPORT int eg_event_is_set(const eg_event *event) {
	return atomic_load_explicit(&event_of(event)->is_set, memory_order_acquire);
}

EXPORT int eg_event_wait(eg_event *event, eg_deadline deadline) {
	struct event *ev = event_of(event);
	for (bool again = false;; again = true) {
		if (eg_event_is_set(event) && guard_is_owned(&ev->guard, hub_here()))
			return 0;
		struct entry e = entry_begin(&ev->guard, "eg_event_wait", ev);
		bool is_set = eg_event_is_set(event);
		if (is_set || deadline.ns == EG_NOW.ns) {
			entry_drop(&ev->guard, e);
			return api_leave(e.self, is_set ? 0 : -EAGAIN);
		}
		int error = wait_in(&e, &ev->guard, &ev->waiters, NULL, deadline.ns, again);
		if (error != -EINTR)
			return api_leave(e.self, error);
		gate_leave(e.self);
	}
}

EXPORT void eg_event_destroy(eg_event *event) {
	wait_destroy(&event_of(event)->guard, &event_of(event)->waiters);
}
