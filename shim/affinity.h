/* affinity.h - see affinity.c. */
#ifndef SHIM_AFFINITY_H
#define SHIM_AFFINITY_H

#include <pthread.h>
#include <sched.h>
#include <sys/types.h>

struct co;

/* Those of a new thread: what `attr` says (NULL: nothing), and else its creator's (NULL: a native thread). 0 or an
 * error number. */
int affinity_inherit(struct co *co, const struct co *creator, const pthread_attr_t *attr);

/* The system call, which returns how many bytes it has written; errno and -1. */
long affinity_raw_get(pid_t id, size_t size, cpu_set_t *set);

#endif
