/* cputime.h - the processor time that each coroutine has used, which is not its kernel thread's: that runs
 * others as well.
 *
 * The kernel's clock of a thread costs a system call, so nothing is measured until the program asks for the
 * first time. From then on every switch reads it. What a coroutine had used before counts for the first one
 * of a kernel thread only, up to the moment when that got a hub; for others it is as if they had not run. */
#ifndef RUNTIME_CPUTIME_H
#define RUNTIME_CPUTIME_H

#include <stdbool.h>
#include <stdint.h>

struct co;

/* Measure from now on. Any context. */
void cputime_begin(void);

/* Are switches measured, and will they be in a moment? Any context. */
bool cputime_is_measured(void);
bool cputime_is_wanted(void);

/* What the calling coroutine has used, and what another one has, to which the caller has a reference: it may
 * be running. Never decreasing. Any context; async-signal-safe. */
int64_t cputime_self_ns(struct co *self);
int64_t cputime_of_ns(struct co *co);

/* What a kernel thread has used, the calling one for 0; 0 where nobody knows. Any context. */
int64_t cputime_thread_ns(int tid);

/* On the calling kernel thread `to` is to run in the place of `from`; NULL: a carrier's own context. */
void cputime_switch(struct co *from, struct co *to);

/* It stands for the calling kernel thread, which has been computing for a while, or is a fork's only one. */
void cputime_adopt(struct co *co);
void cputime_forked(struct co *self);

#endif
