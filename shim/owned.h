/* owned.h - see owned.c. */
#ifndef SHIM_OWNED_H
#define SHIM_OWNED_H

#include <pthread.h>
#include <stdbool.h>

struct co;

/* Is it a mutex of this kind? */
bool owned_is(const pthread_mutex_t *mutex);

/* Lock, which is called as lock(mutex, clock, at), and unlock, as libc does it. */
typedef int owned_lock_fn(pthread_mutex_t *mutex, clockid_t clock, const struct timespec *at);
int owned_lock(owned_lock_fn *lock, pthread_mutex_t *mutex, clockid_t clock, const struct timespec *at);
int owned_unlock(pthread_mutex_t *mutex);

/* EPERM if the caller does not hold it, else 0. */
int owned_check(const pthread_mutex_t *mutex);

/* Around a wait for a condition, which gives the mutex up: the caller stays where it is, and libc takes
 * it for the kernel thread that it is on. What begin returns is for end. */
int owned_begin(const pthread_mutex_t *mutex);
void owned_end(int token);

/* The coroutine ends; those that it holds find a next owner if they are robust. */
void owned_ending(struct co *self);

void owned_forked(struct co *self);

#endif
