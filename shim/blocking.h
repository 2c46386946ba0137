/* blocking.h - for calls that no event can announce: leave the hub, call, come back. */
#ifndef SHIM_BLOCKING_H
#define SHIM_BLOCKING_H

#include "runtime/co.h"
#include "runtime/hub.h"
#include "shim/calls.h"

/* The value of the expression `call`, evaluated off the hub where `self` is not NULL; gate closed. */
#define BLOCKING(self, call)                                                                            \
	({                                                                                              \
		struct co *blocking_self_ = (self);                                                     \
		if (blocking_self_)                                                                     \
			co_blocking_begin(blocking_self_);                                              \
		__auto_type blocking_result_ = (call);                                                  \
		if (blocking_self_)                                                                     \
			co_blocking_end(blocking_self_);                                                \
		blocking_result_;                                                                       \
	})

/* The same for a statement. */
#define BLOCKING_VOID(self, statement)                                                                  \
	do {                                                                                            \
		struct co *blocking_self_ = (self);                                                     \
		if (blocking_self_)                                                                     \
			co_blocking_begin(blocking_self_);                                              \
		statement;                                                                              \
		if (blocking_self_)                                                                     \
			co_blocking_end(blocking_self_);                                                \
	} while (0)

/* The same for a caller in any context, in the call that the table has under this name. */
#define BLOCKING_CALL(name, call)                                                                       \
	({                                                                                              \
		struct co *blocking_entered_ = blocking_enter(CALL_##name);                             \
		__auto_type blocking_returned_ = BLOCKING(blocking_entered_, call);                     \
		gate_leave(blocking_entered_);                                                          \
		blocking_returned_;                                                                     \
	})

/* gate_enter, or NULL where nobody would be kept waiting; for reports it is in this call. */
static inline struct co *blocking_enter(enum call call) {
	struct co *self = co_self();
	self = self && !hub_is_alone(self->hub) ? gate_enter() : NULL;
	if (self)
		self->call = (uint16_t)call;
	return self;
}

#endif
