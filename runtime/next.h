/* next.h - the libc functions that the runtime itself needs although the shims interpose them. */
#ifndef RUNTIME_NEXT_H
#define RUNTIME_NEXT_H

#include <pthread.h>

/* The next definition of a symbol behind ours, or NULL. Takes the loader's lock. */
void *next_symbol(const char *name);

/* Look up the two below now rather than at their first call. */
void next_look_up(void);

/* The kernel-thread versions. */
int next_pthread_create(pthread_t *id, const pthread_attr_t *attr, void *(*start)(void *), void *arg);
int next_pthread_join(pthread_t id, void **result);
void next_pthread_exit(void *result) __attribute__((noreturn));

#endif
