/* sched.h - see sched.c. */
#ifndef SHIM_SCHED_H
#define SHIM_SCHED_H

#include <pthread.h>

struct co;

/* A new thread has what `attr` says (NULL: nothing), and else what its creator has (NULL: a native
 * thread). 0 or an error number. */
int sched_inherit(struct co *co, const struct co *creator, const pthread_attr_t *attr);

void sched_ending(struct co *self);

#endif
