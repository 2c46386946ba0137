/* next.h - the libc functions that the runtime itself needs although the shims interpose them. */
#ifndef RUNTIME_NEXT_H
#define RUNTIME_NEXT_H

#include <pthread.h>
#include <time.h>

/* The next definition of a symbol behind ours, or NULL. Takes the loader's lock. */
void *next_symbol(const char *name);

/* Look up what is below now rather than at the first call. */
void next_look_up(void);

/* libc's own. Any context. */
extern int (*next_clock_gettime)(clockid_t clock, struct timespec *ts);

/* The kernel-thread versions; of the first, with EVERGREEN_BACKEND=threads, that which the program has. */
int next_pthread_create(pthread_t *id, const pthread_attr_t *attr, void *(*start)(void *), void *arg);
int next_pthread_join(pthread_t id, void **result);
void next_pthread_exit(void *result) __attribute__((noreturn));

#endif
