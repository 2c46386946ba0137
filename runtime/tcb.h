/* tcb.h - real thread control blocks, made by us.
 *
 * A coroutine owns a TCB and a TLS block as a pthread does, so errno, __thread, pthread keys, C++
 * exceptions in flight, malloc's cache and everything else that libc keeps per thread are its own. */
#ifndef RUNTIME_TCB_H
#define RUNTIME_TCB_H

#include <stdbool.h>
#include <stddef.h>

#include "runtime/switch.h"

/* What tcb_init learned. Bytes needed above and below a thread pointer, and its alignment. */
struct tcb_layout {
	size_t above, below, align;
};

/* Look up the symbols that tcb_init needs: where that is to be done before, as by preload.c. */
void tcb_look_up(void);

/* Learn from libc what a thread looks like; starts and joins one kernel thread. Once, before any
 * other call here, from an ordinary thread. 0, or -errno with *why set to what is missing. */
int tcb_init(const char **why);

const struct tcb_layout *tcb_layout(void);

/* Make a thread at thread pointer `tp`, whose memory is zeroed; stack bounds are what libc will
 * believe. Takes malloc's and the loader's locks. 0 or -ENOMEM. */
int tcb_make(void *tp, void *stack, size_t stack_size, int tid);

/* The calling kernel thread's own TCB becomes that of a coroutine, which may run on others. */
void tcb_adopt(void);

/* A thread ended on `tp`: make it as new for the next one, keeping what libc cached in it (malloc's
 * cache, the resolver's state, buffers), which nobody but libc itself could release. Takes locks as
 * tcb_make does. is_listed: made or renewed by this process. */
void tcb_renew(void *tp, int tid, bool is_listed);

/* Release all that libc holds for `tp`, whose thread has ended: what a kernel thread does at its
 * exit, and done by one: about 30 us. Blocks. */
void tcb_free(void *tp, bool is_listed);

/* Around a fork; and in the child, where of those that were made before none is listed any more but
 * `made`, the calling thread's, which may be NULL. */
void tcb_hold(void);
void tcb_release(void);
void tcb_forked(void *made);

/* Have libc take the thread for the one with this id; returns whom it took it for. */
int tcb_set_tid(void *tp, int tid);

/* The list of robust mutexes that libc keeps in the TCB: a struct robust_list_head. */
void *tcb_robust_list(void *tp);

/* First thing that a new thread does, on its own stack. */
void tcb_started(void);

/* What the calling thread must run at its end: C++ thread_local destructors, then the destructors of
 * pthread keys, in rounds. Runs the program's code. */
void tcb_run_destructors(void);

/* Let the calling kernel thread, when it is unwound to its start by pthread_exit, go on at `landing`,
 * with its stack as it was there, instead of ending. False: its start was not found. */
bool tcb_catch_exit(void (*landing)(void));

/* Where errno is in the calling thread's TLS. Unlike &errno the compiler may not keep the address. */
extern ptrdiff_t tcb_errno_offset __attribute__((visibility("hidden")));
static inline volatile int *tcb_errno(void) {
	return (int *)((char *)context_thread_pointer() + tcb_errno_offset);
}

#endif
