/* kthread.h - the handles of kernel threads: with EVERGREEN_BACKEND=threads there are no coroutines, and eg_spawn
 * makes one of these instead.
 *
 * It is a struct co without stack, context and hub, whose function runs on a kernel thread that libc has made.
 * What it waits for it waits for as any kernel thread does in evergreen.h's calls (wait.h); to the shims it is
 * one that is none of theirs, so its calls of libc are libc's. */
#ifndef RUNTIME_KTHREAD_H
#define RUNTIME_KTHREAD_H

#include <stdbool.h>
#include <stdint.h>

#include "runtime/co.h"

/* As co_new: it waits for kthread_start. 0 or -errno. */
int kthread_new(struct co **co, void *(*fn)(void *), void *arg, const struct co_options *options);
void kthread_start(struct co *co);

/* The calling kernel thread's handle, made when it has none. NULL: out of memory. */
struct co *kthread_adopt(void);

/* The calling thread's reference to another goes when it has waited the next time, or ends. */
void kthread_lend(struct co *co);
void kthread_unlend(struct co *self);

/* Nobody refers to it any more. */
void kthread_free(struct co *co);

/* The calling one is not waited for by kthreads_wait. */
void kthread_is_daemon(void);

/* Until all that were made have ended, but for those that wait here: 0 or -errno, as wait_in. */
int kthreads_wait(int64_t deadline_ns);

/* Around a call of libc's that may block: EINTR becomes the code of a cancellation, or ETIMEDOUT where a scope is
 * over; both interrupt it. What the one returns is for the other, which may unwind the thread. */
int kthread_begin_call(struct co *self);
void kthread_end_call(struct co *self, int saved_errno);

/* It was cancelled: if it is in such a call, that ends. */
void kthread_interrupt(struct co *co);

/* Each handle, until `visit` returns true. */
void kthreads_each(bool (*visit)(void *co, void *arg), void *arg);

/* How many were made. */
uint64_t kthreads_made(void);

/* In a forked child, where the calling one is the only one. */
void kthreads_forked(void);

#endif
