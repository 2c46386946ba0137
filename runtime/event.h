/* event.h - the inside of eg_event, for those who wait for several things at once. */
#ifndef RUNTIME_EVENT_H
#define RUNTIME_EVENT_H

#include "runtime/evergreen.h"
#include "runtime/wait.h"

struct event {
	struct guard guard;
	struct wait_queue waiters;
	_Atomic bool is_set;
};

static inline struct event *event_of(const eg_event *event) {
	_Static_assert(sizeof(struct event) <= sizeof(eg_event), "evergreen.h has room for it");
	return (struct event *)(uintptr_t)event;
}

#endif
