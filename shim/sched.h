/* sched.h - see sched.c. */
#ifndef SHIM_SCHED_H
#define SHIM_SCHED_H

#include <pthread.h>
#include <sched.h>
#include <sys/types.h>

struct co;
struct sched_attr;

/* Whose the parameters are: a thread coroutine, or NULL where the kernel is to be asked. By its id, it is to be
 * released by co_unref. */
struct co *sched_co(pthread_t id);
struct co *sched_co_by_id(pid_t id);

/* By this id the kernel is asked then: the main thread may run on another kernel thread than its own. */
pid_t sched_kernel_id(pid_t id);

/* A new thread has what `attr` says (NULL: nothing), and else what its creator has (NULL: a native
 * thread). 0 or an error number. */
int sched_inherit(struct co *co, const struct co *creator, const pthread_attr_t *attr);

void sched_ending(struct co *self);

/* The calling kernel thread is the only one of a child that the thread has made, by vfork: it has what the thread was
 * given. Changes nothing in memory. */
void sched_apply(const struct co *co);

/* The same by fork; from now on the kernel knows what `self` has. NULL is allowed. */
void sched_forked(struct co *self);

/* System calls, where those are not as libc's functions, and such as it has none for; errno and -1. */
long sched_raw_getpriority(int which, id_t id);
long sched_raw_setattr(pid_t id, struct sched_attr *attr, unsigned flags);
long sched_raw_getattr(pid_t id, struct sched_attr *attr, unsigned size, unsigned flags);
long sched_ioprio_set(int which, int id, int priority);
long sched_ioprio_get(int which, int id);

/* prctl(PR_SET_TIMERSLACK) of a thread coroutine. */
int sched_set_timerslack(struct co *self, unsigned long ns);

#endif
