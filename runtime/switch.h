/* switch.h - leaving one stack for another: save, restore, first entry, and nothing more.
 *
 * A context is a stack pointer, below which the callee-saved registers lie, and the thread pointer
 * (FS base, TPIDR_EL0) that belongs to it. The switch sets the thread pointer only when the two
 * contexts differ in it. Signal masks and all other state of a kernel thread stay as they are. */
#ifndef RUNTIME_SWITCH_H
#define RUNTIME_SWITCH_H

#include <stddef.h>

#include "runtime/switch_x86_64.h"

struct context {
	void *sp;             /* valid while the context does not run */
	void *thread_pointer; /* constant for the life of the context */
};

_Static_assert(offsetof(struct context, sp) == 0, "switch_*.S");
_Static_assert(offsetof(struct context, thread_pointer) == 8, "switch_*.S");

/* Save the caller in `save` and go on in `to`; returns when somebody switches back to `save`, maybe
 * on another kernel thread. */
static inline void context_switch(struct context *save, const struct context *to) {
	CONTEXT_SWITCH(save, to);
}

/* Go on in `to`, and never come back to `from`. */
static inline __attribute__((noreturn)) void context_leave(const struct context *from,
							   const struct context *to) {
	CONTEXT_LEAVE(from, to);
}

/* Prepare `ctx` so that the first switch to it calls entry(arg) on the stack that ends at `top`.
 * entry never returns. thread_pointer is set by the caller. */
void context_make(struct context *ctx, void *top, void (*entry)(void *), void *arg);

/* Call fn(arg) on the stack that ends at `top` and come back. */
void context_call(void *top, void (*fn)(void *), void *arg);

/* Before the first switch: learn how the thread pointer is set here. */
void context_init(void);

/* Run on with another thread pointer, on the same stack. */
void context_set_thread_pointer(void *thread_pointer);

/* The running thread's own thread pointer. */
static inline void *context_thread_pointer(void) {
	return __builtin_thread_pointer();
}

#endif
