/* evergreen.h - coroutines for C, as gevent has them for Python.
 *
 * A coroutine is a function that runs beside others on one kernel thread. It runs until it waits: then
 * it parks, and another one has its turn. Waiting is what the calls below do that say so, and what libc
 * does under evergreen: read, connect, poll, sleep, pthread_mutex_lock, fgets, getaddrinfo and the rest.
 * Of the coroutines that one kernel thread has spawned, one at a time runs.
 *
 * Conventions. Failure is -1 or NULL with errno set. "Parks" means: other coroutines may run before the
 * call returns. All calls may be made from any coroutine, from the main thread and from any other
 * thread, unless they say otherwise, but not from signal handlers. */
#ifndef EVERGREEN_H
#define EVERGREEN_H

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/* ---- deadlines ----
 *
 * A point in time on CLOCK_MONOTONIC, in nanoseconds. A deadline does not change while a call is
 * retried, and one can cover several calls. It is a struct so that a plain number does not compile. */

typedef struct {
	int64_t ns;
} eg_deadline;

/* Never. */
static inline eg_deadline eg_forever(void) {
	eg_deadline d = { INT64_MAX };
	return d;
}

/* At once: a call with this deadline does not park, and fails with EAGAIN if it would have to. */
static inline eg_deadline eg_now(void) {
	eg_deadline d = { 0 };
	return d;
}

#define EG_FOREVER eg_forever()
#define EG_NOW     eg_now()

/* So many seconds from now; zero and less is EG_NOW, and what is beyond the clock is EG_FOREVER. */
eg_deadline eg_in(double seconds);

/* The earlier of the two. */
eg_deadline eg_min(eg_deadline a, eg_deadline b);

/* ---- coroutines ---- */

/* A handle. Spawning gives one reference, which eg_unref returns; the running coroutine is another. */
typedef struct eg_co eg_co;

typedef struct {
	size_t abi;       /* sizeof(eg_opt): set by eg_spawn */
	const char *name; /* at most 15 characters are kept; NULL: none */
	size_t stack;     /* bytes; 0: 256 KB, or what --stack-size says */
} eg_opt;

/* Let fn(arg) run as a coroutine of the calling thread, after those that are waiting to run now. Never
 * parks: the caller goes on first. Options follow by name: eg_spawn(fn, arg, .name = "worker").
 * NULL: ENOMEM, or ENOSYS where the C library is one that evergreen does not know. gevent.spawn */
eg_co *eg_spawn_(void *(*fn)(void *), void *arg, const eg_opt *options);
#ifndef __cplusplus
#define eg_spawn(fn, arg, ...)                                                                          \
	eg_spawn_((fn), (arg), &(const eg_opt){ .abi = sizeof(eg_opt), __VA_ARGS__ })
#endif

/* One reference more, and one less; NULL is ignored by eg_unref. eg_ref returns its argument. */
eg_co *eg_ref(eg_co *co);
void eg_unref(eg_co *co);

/* The calling coroutine; for the main thread, and other threads that have spawned, the one that stands
 * for it. NULL on a thread that has nothing to do with coroutines. No reference is taken. */
eg_co *eg_self(void);

/* A number that no other coroutine of the process has had. */
uint64_t eg_id(const eg_co *co);

/* Its name, "" for none; valid as long as the handle. */
const char *eg_name(const eg_co *co);

/* Park for so long; 0 and less let every coroutine that is waiting to run go first. Returns 0.
 * gevent.sleep */
int eg_sleep(double seconds);

/* Park until the coroutine has ended. Any number may wait, any number of times. 0, or -1: ETIMEDOUT,
 * EAGAIN (EG_NOW), EDEADLK (it is the caller), EINVAL (NULL). Greenlet.join */
int eg_join(eg_co *co, eg_deadline deadline);

/* Park until all of them have ended. 0, or -1 as eg_join; eg_ready then tells which have. */
int eg_joinall(eg_co *const *cos, int count, eg_deadline deadline);

/* Has it ended? Then eg_value is what its function returned; before, NULL. */
int eg_ready(const eg_co *co);
void *eg_value(const eg_co *co);

/* ---- descriptors ---- */

/* Park until one of the events (POLLIN, POLLOUT) is there, or an error. Returns the events that are
 * there, as poll reports them, or -1: ETIMEDOUT, EAGAIN (EG_NOW), EBADF when the descriptor is not open
 * or is closed meanwhile, EINTR after a signal handler, EINVAL for other events. gevent.socket.wait */
int eg_fd_wait(int fd, short events, eg_deadline deadline);

/* ---- the runtime ---- */

/* How many coroutines this process has made: threads of the program, and spawned ones. */
uint64_t eg_made(void);

#ifdef __cplusplus
}
static inline eg_co *eg_spawn(void *(*fn)(void *), void *arg, eg_opt options = eg_opt()) {
	options.abi = sizeof options;
	return eg_spawn_(fn, arg, &options);
}
#endif

#endif
