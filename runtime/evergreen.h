/* evergreen.h - coroutines for C, as gevent has them for Python.
 *
 * A coroutine is a function that runs beside others on one kernel thread. It runs until it waits: then
 * it parks, and another one has its turn. Waiting is what the calls below do that say so, and what libc
 * does under evergreen: read, connect, poll, sleep, pthread_mutex_lock, fgets, getaddrinfo and the rest.
 * Of the coroutines that one kernel thread has spawned, one at a time runs.
 *
 * Conventions. Failure is -1 or NULL with errno set. "Parks" means: other coroutines may run before the
 * call returns. All calls may be made from any coroutine, from the main thread and from any other
 * thread, unless they say otherwise, but not from signal handlers.
 *
 * With EVERGREEN_BACKEND=threads in the environment the same program runs on kernel threads, to compare, and for
 * ThreadSanitizer: eg_spawn makes one, whose function begins when the kernel likes, and all of them run at once.
 * libc's calls are libc's own there. The rest holds, but: EG_SHARE_TLS shares nothing; "of this thread" means
 * of the process; and of libc's calls a cancellation or a scope ends those that a signal can interrupt, not
 * pthread_cond_wait, pthread_join and their like. */
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

/* ---- coroutines ----
 *
 * eg_spawn starts one and returns a handle, by which it is waited for, asked and ended. The handle stays
 * good until eg_unref, whatever the coroutine does (a library that was made with DEBUG=1 ends the program with
 * a line when one is used later):
 *
 *	eg_co *co = eg_spawn(fetch, url);
 *	if (eg_join(co, eg_in(5)) == 0)
 *		use(eg_value(co));
 *	eg_unref(co);
 */

/* Spawning gives one reference, which eg_unref returns; the running coroutine is another. */
typedef struct eg_co eg_co;

typedef struct {
	size_t abi;        /* sizeof(eg_opt): set by eg_spawn */
	const char *name;  /* at most 15 characters are kept; NULL: none */
	size_t stack;      /* bytes; 0: 256 KB, or what --stack-size says */
	eg_deadline start; /* not before; left out: as soon as it is its turn. gevent.spawn_later */
	unsigned flags;    /* of the following */
} eg_opt;

enum {
	/* Nobody will ask for it: no reference is given, and the handle that eg_spawn returns is not
	 * to be used but by the coroutine itself. */
	EG_DETACHED = 1,

	/* On a kernel thread of its own, beside all coroutines: what it calls blocks that thread only.
	 * It can be joined, asked and cancelled as any other, and it may use all that is below; but
	 * neither a cancellation nor a scope ends calls of libc there, which are libc's own. What it
	 * spawns runs on the main thread. */
	EG_NATIVE = 2,

	/* Without thread-local variables of its own: it shares those of the other coroutines of this
	 * thread that were spawned so. errno is still its own. The lightest kind there is. It must not
	 * wait between pthread_cleanup_push and pop, nor inside a C++ catch block; pthread_self tells
	 * such coroutines not apart. */
	EG_SHARE_TLS = 4
};

/* Let fn(arg) run as a coroutine of the calling thread, after those that are waiting to run now. Never
 * parks: the caller goes on first. Options follow by name:
 *
 *	eg_spawn(fn, arg, .name = "worker", .flags = EG_SHARE_TLS)
 *
 * NULL: ENOMEM, EINVAL (no function, unknown flags), or ENOSYS where the C library is one that evergreen
 * does not know. gevent.spawn */
eg_co *eg_spawn_(void *(*fn)(void *), void *arg, const eg_opt *options);
#ifndef __cplusplus
#define eg_spawn(fn, ...)            eg_spawn_with_(fn, __VA_ARGS__, .abi = sizeof(eg_opt))
#define eg_spawn_with_(fn, arg, ...) eg_spawn_((fn), (arg), &(const eg_opt){ __VA_ARGS__ })
#endif

/* One reference more, and one less; NULL is ignored. eg_ref returns its argument. */
eg_co *eg_ref(eg_co *co);
void eg_unref(eg_co *co);

/* The calling coroutine; for the main thread, and other threads that have spawned, the one that stands
 * for it. NULL on a thread that has nothing to do with coroutines. No reference is taken. */
eg_co *eg_self(void);

/* A number that no other coroutine of the process has had. */
uint64_t eg_id(const eg_co *co);

/* Its name, "" for none; valid as long as the handle. */
const char *eg_name(const eg_co *co);

/* Park for so long; 0 and less let every coroutine that is waiting to run go first. 0, or -1 and the
 * code of a cancellation, or ETIMEDOUT when a deadline scope is over before. gevent.sleep */
int eg_sleep(double seconds);

/* Park until the coroutine has ended. Any number may wait, any number of times. 0, or -1: ETIMEDOUT,
 * EAGAIN (EG_NOW), EDEADLK (it is the caller), EINVAL (NULL), or the caller's own cancellation. How the
 * coroutine fared is another question: eg_error. Greenlet.join */
int eg_join(eg_co *co, eg_deadline deadline);

/* Park until all of them have ended. 0, or -1 as eg_join; eg_ready then tells which have. NULLs among
 * them are passed over. gevent.joinall */
int eg_joinall(eg_co *const *cos, int count, eg_deadline deadline);

/* ---- what became of it ---- */

/* Has it ended? */
int eg_ready(const eg_co *co);

/* What its function returned, or eg_exit was given. NULL when it has failed or has not ended. */
void *eg_value(const eg_co *co);

/* 0: it has ended well. Else the code that it has failed with (eg_fail, or the cancellation that ended
 * it), or EINPROGRESS: it has not ended. */
int eg_error(const eg_co *co);
#define eg_successful(co) (eg_error(co) == 0)

/* The words that were given to eg_fail, else strerror's; "" when it has not failed. Valid as long as the
 * handle. */
const char *eg_errmsg(const eg_co *co);

/* `return eg_fail(EIO, "no answer from %s", host);` The calling coroutine fails with this code, if its
 * function returns NULL. Returns NULL and sets errno to the code. A failure that nobody has asked for
 * when the last reference goes is told on stderr. */
void *eg_fail(int code, const char *format, ...)
#ifdef __GNUC__
	__attribute__((format(printf, 2, 3)))
#endif
	;

/* Call fn(co, arg) once it has ended, in a coroutine of its own, which may park. Several links are
 * called in the order they were made; one made after the end is called soon. 0, or -1: ENOMEM, EINVAL.
 * Greenlet.link */
int eg_link(eg_co *co, void (*fn)(eg_co *co, void *arg), void *arg);

/* Take back the first link with this function and argument; -1/ENOENT: none, or it is being called. */
int eg_unlink(eg_co *co, void (*fn)(eg_co *co, void *arg), void *arg);

/* ---- ending early ----
 *
 * A coroutine that is cancelled finds every wait failing with -1 and the code in errno, ECANCELED as a
 * rule: those below, and those of libc (read, poll, sleep, pthread_cond_wait ...), but for locks, which
 * are waited for in any case. It stays so until the coroutine has ended, so it ends by ordinary error
 * handling. One that has not begun to run never does. */

/* End the calling coroutine with this value: C++ destructors, pthread_cleanup handlers and variables
 * with the attribute cleanup are seen to, then what eg_defer has noted. In the main thread as pthread_exit: the process
 * ends when the others have. */
void eg_exit(void *value)
#ifdef __GNUC__
	__attribute__((noreturn))
#endif
	;

/* Call fn(arg) when the calling coroutine ends, however it ends; the last noted first. 0, or
 * -1/ENOMEM. */
int eg_defer(void (*fn)(void *arg), void *arg);

/* Cancel it: its waits fail with the code (0: ECANCELED) from now on. Does not wait, and does nothing to
 * one that has ended; of several codes the first stays. 0, or -1/EINVAL. */
int eg_cancel(eg_co *co, int code);

/* Cancel it, and park until it has ended. If it has not by `grace`, or after a thousand failed waits, it
 * is unwound at its next wait as by eg_exit, and gets as long again, at least 0.1 s, for its cleanup.
 * 0: it has ended. -1: ETIMEDOUT, it does not wait at all, or its cleanup does: it is left running;
 * EINVAL (NULL); or the caller's own cancellation. Greenlet.kill */
int eg_kill(eg_co *co, eg_deadline grace);

/* The code that the calling coroutine was cancelled with, or 0: for loops that do not wait. */
int eg_cancelled(void);

/* While it is on, waits of the calling coroutine do not fail by its cancellation: for cleanup that has
 * to wait. Deadlines hold. Returns whether it was on. */
int eg_shield(int on);

/* ---- deadline scopes ----
 *
 * A deadline for all that is done in a block: until the scope is left, no wait of the coroutine lasts
 * longer, in libraries that know nothing of it as in the calls below; it fails with ETIMEDOUT. Scopes
 *nest; the earliest deadline counts, and of equal ones that which was set first. gevent.Timeout
 *
 *	EG_TIMEOUT(t, eg_in(5)) {
 *		result = PQexec(connection, query);
 *		if (eg_scope_expired(&t))
 *			return eg_fail(ETIMEDOUT, "the query took too long");
 *	}
 */

typedef struct eg_scope {
	uintptr_t private_[8];
} eg_scope;

/* Begin, and end: eg_scope_leave returns 1 if this scope's deadline has ended a wait, else 0. In the
 * coroutine that entered it, before the scope's memory goes. eg_scope_enter returns its argument. */
eg_scope *eg_scope_enter(eg_scope *scope, eg_deadline deadline);
int eg_scope_leave(eg_scope *scope);

/* Has it ended a wait so far? Also after it was left. */
int eg_scope_expired(const eg_scope *scope);

#ifdef __GNUC__
static inline void eg_scope_auto_(eg_scope *scope) {
	eg_scope_leave(scope);
}
/* A block with a deadline, left by its end, by break, return or goto. */
#define EG_TIMEOUT(scope, deadline)                                                                     \
	for (eg_scope scope __attribute__((cleanup(eg_scope_auto_))) = { { 0 } },                       \
			    *scope##_entered_ = eg_scope_enter(&scope, deadline);                       \
	     scope##_entered_; scope##_entered_ = NULL)
#endif

/* ---- objects ----
 *
 * They belong to the program: global, on a stack, in a struct. All zero is a good empty one; EG_*_INIT
 * sets what there is to choose. Nothing needs to be destroyed that nobody waits for, but queues, whose
 * memory eg_queue_destroy releases. Destroying one that is waited for is allowed: the waits fail with
 * EIDRM, and when it returns the object's memory may go.
 *
 * All of them wake who waits in the order of their coming, and pass on what is waited for: who is woken
 * has it. They may be used by the coroutines of several threads and by other threads as well, but not
 * from signal handlers. A forked child has them as they are, but nobody waits there: only the caller of
 * fork is. (What another kernel thread was changing at that moment may be half done, as with all memory.)
 *
 * Every wait has a deadline and fails with ETIMEDOUT, EAGAIN (EG_NOW), EIDRM or the caller's
 * cancellation; what else is said at the call. */

#define EG_INIT_(a, b)                                                                                  \
	{                                                                                               \
		{ (uintptr_t)(a), (uintptr_t)(b) }                                                      \
	}

typedef struct eg_event {
	uintptr_t private_[8];
} eg_event;

typedef struct eg_result {
	uintptr_t private_[8];
} eg_result;

typedef struct eg_queue {
	uintptr_t private_[20];
} eg_queue;

typedef struct eg_sem {
	uintptr_t private_[8];
} eg_sem;

typedef struct eg_mutex {
	uintptr_t private_[8];
} eg_mutex;

typedef struct eg_rlock {
	uintptr_t private_[8];
} eg_rlock;

typedef struct eg_local {
	uintptr_t private_[2];
} eg_local;

/* ---- events ----
 *
 * A flag, and those who wait for it to be set. gevent.event.Event */

#define EG_EVENT_INIT EG_INIT_(0, 0)

void eg_event_set(eg_event *event);
void eg_event_clear(eg_event *event);
int eg_event_is_set(const eg_event *event);

/* Park until it is set. Who waited when it was set comes back, also if it was cleared meanwhile. 0 or
 * -1. */
int eg_event_wait(eg_event *event, eg_deadline deadline);

void eg_event_destroy(eg_event *event);

/* ---- results ----
 *
 * A value that is given once and can be had as often as wanted, or an error. gevent.event.AsyncResult */

#define EG_RESULT_INIT EG_INIT_(0, 0)

/* Give it; -1: EALREADY, EINVAL (a code that is none). */
int eg_result_set(eg_result *result, void *value);
int eg_result_fail(eg_result *result, int code);

int eg_result_ready(const eg_result *result);

/* Park until it is there. 0 with *value set (value may be NULL), or -1, with the code of eg_result_fail
 * among others. */
int eg_result_get(eg_result *result, void **value, eg_deadline deadline);

void eg_result_destroy(eg_result *result);

/* ---- queues ----
 *
 * Pointers, first in first out (EG_QUEUE_INIT), last in first out (EG_LIFO_INIT), or the least priority
 * first and of equal ones the oldest (EG_PRIORITY_INIT). With room for `max`; 0: no limit; EG_CHAN: no
 * room at all, a putter waits for a getter. gevent.queue.Queue, LifoQueue, PriorityQueue, Channel */

#define EG_QUEUE_INIT(max)    EG_INIT_(max, 0)
#define EG_LIFO_INIT(max)     EG_INIT_(max, 1)
#define EG_PRIORITY_INIT(max) EG_INIT_(max, 2)
#define EG_CHAN               ((uintptr_t)-1)

/* Park until there is room, and put. 0, or -1, also: EPIPE (closed), ENOMEM. eg_put's priority is 0. */
int eg_put(eg_queue *queue, void *item, eg_deadline deadline);
int eg_put_at(eg_queue *queue, void *item, int64_t priority, eg_deadline deadline);

/* Park until there is an item, and take it. 0 with *item set (item may be NULL), or -1, also: EPIPE
 * (closed, and empty). */
int eg_get(eg_queue *queue, void **item, eg_deadline deadline);

/* The same, and leave it there. */
int eg_peek(eg_queue *queue, void **item, eg_deadline deadline);

/* How many items there are. */
size_t eg_queue_len(const eg_queue *queue);

/* For queues of tasks: say that what was got is done (-1/EINVAL: more often than items were put), and
 * park until that was said of every item. JoinableQueue */
int eg_task_done(eg_queue *queue);
int eg_queue_join(eg_queue *queue, eg_deadline deadline);

/* Nothing can be put any more, and who waits is told EPIPE. With drain, what is there can still be got;
 * without, it is dropped: the program must not need it. -1/EALREADY. */
int eg_queue_close(eg_queue *queue, int drain);

void eg_queue_destroy(eg_queue *queue);

/* ---- semaphores ----
 *
 * So many may pass. With `max` not 0 it is bounded: more than that are never given back.
 * gevent.lock.Semaphore, BoundedSemaphore */

#define EG_SEM_INIT(value, max) EG_INIT_(value, max)

int eg_sem_acquire(eg_sem *sem, eg_deadline deadline);
int eg_sem_release(eg_sem *sem); /* -1/EOVERFLOW: beyond max */
size_t eg_sem_value(const eg_sem *sem);
void eg_sem_destroy(eg_sem *sem);

/* ---- locks ----
 *
 * One at a time: eg_mutex, which knows its owner, and eg_rlock, which the owner may lock again and
 * unlocks as often. Among coroutines of one thread nothing is needed where nobody waits in between.
 * RLock */

#define EG_MUTEX_INIT EG_INIT_(0, 0)
#define EG_RLOCK_INIT EG_INIT_(0, 0)

int eg_mutex_lock(eg_mutex *mutex, eg_deadline deadline); /* also -1/EDEADLK: the caller has it */
int eg_mutex_unlock(eg_mutex *mutex);                     /* -1/EPERM: the caller does not have it */
void eg_mutex_destroy(eg_mutex *mutex);

int eg_rlock_lock(eg_rlock *rlock, eg_deadline deadline);
int eg_rlock_unlock(eg_rlock *rlock); /* -1/EPERM */
void eg_rlock_destroy(eg_rlock *rlock);

/* ---- locals ----
 *
 * A pointer of each coroutine's own behind one name; NULL until it is set. The destructor, if not NULL,
 * gets what is not NULL when the coroutine ends. (__thread variables and pthread keys are each
 * coroutine's own as well, but of those with EG_SHARE_TLS.) gevent.local.local */

#define EG_LOCAL_INIT(destructor) EG_INIT_(destructor, 0)

void *eg_local_get(eg_local *local);
int eg_local_set(eg_local *local, void *value); /* -1/ENOMEM */

/* ---- waiting for the first of several ----
 *
 *	eg_case c[] = { { .kind = EG_ON_GET, .object = &inbox }, { .kind = EG_ON_CO, .object = worker }
 *}; switch (eg_select(c, 2, eg_in(5))) { case 0: handle(c[0].value); break; case 1: puts("the worker has
 *ended"); break; default: perror("neither");
 *	}
 */

enum eg_kind {
	EG_ON_CO,    /* the coroutine has ended */
	EG_ON_EVENT, /* the event is set */
	EG_ON_SEM,   /* the semaphore was acquired */
	EG_ON_GET,   /* an item was got: value */
	EG_ON_PUT,   /* the item `value` was put */
	EG_ON_FD     /* the descriptor has one of the events: revents */
};

typedef struct eg_case {
	enum eg_kind kind;
	void *object;          /* eg_co, eg_event, eg_sem, eg_queue */
	void *value;           /* of EG_ON_GET and EG_ON_PUT */
	int fd;                /* of EG_ON_FD, */
	short events, revents; /* with POLLIN and POLLOUT */
	int error;             /* result: 0, or EPIPE, EIDRM, EBADF */
} eg_case;

/* Park until one of them has happened, and only that one. Its index, with `error` set if it happened for
 * the worse; or -1, also: EINVAL (none, or a bad one), ENOMEM, EMFILE (on a kernel thread, for descriptors). Where
 * several can, each has its turn. gevent.wait, gevent.select */
int eg_select(eg_case *cases, int count, eg_deadline deadline);

/* ---- groups and pools ----
 *
 * Coroutines that belong together are joined and ended together. With a limit (a pool) so many of them
 *at once: spawning waits for a place. gevent.pool.Group, Pool
 *
 *	static eg_group pool = EG_GROUP_INIT(10);
 *	while ((fd = accept(listener, NULL, NULL)) >= 0)
 *		eg_group_spawn(&pool, serve, (void *)(intptr_t)fd, EG_FOREVER);
 *	eg_group_join(&pool, EG_FOREVER);
 */

typedef struct eg_group {
	uintptr_t private_[16];
} eg_group;

#define EG_GROUP_INIT(limit) EG_INIT_(limit, 0)

/* Park until there is a place, and spawn. The group keeps a reference until the coroutine has ended; the
 * handle is good until the caller parks, or as long as it likes after eg_ref. NULL, also: as eg_spawn.
 */
eg_co *eg_group_spawn(eg_group *group, void *(*fn)(void *), void *arg, eg_deadline deadline);

/* Park until there is a place for one that was spawned elsewhere, and add it. 0 or -1. */
int eg_group_add(eg_group *group, eg_co *co, eg_deadline deadline);

/* How many there are; are all places taken? */
size_t eg_group_len(const eg_group *group);
int eg_group_full(const eg_group *group);

/* From now on the first of them that fails cancels the others, and eg_group_join fails with its code. */
void eg_group_failfast(eg_group *group);

/* Park until there are none. 0 or -1. */
int eg_group_join(eg_group *group, eg_deadline deadline);

/* eg_cancel and eg_kill for all of them. */
int eg_group_cancel(eg_group *group, int code);
int eg_group_kill(eg_group *group, eg_deadline grace);

/* Release the group's memory; it has no members. */
void eg_group_destroy(eg_group *group);

/* Call fn(arg) in a coroutine of the group and park until it has returned. 0 with *value set, or -1,
 * also with the code that it has failed with. A member of a full group calls fn itself. Group.apply */
int eg_apply(eg_group *group, void *(*fn)(void *), void *arg, void **value, eg_deadline deadline);

/* Call fn for each of in[0] to in[count - 1], in coroutines of the group, and park until all have ended:
 * out[i] is what fn(in[i]) returned. 0, or -1 with the code of the first that has failed, or when the
 * wait failed: those that run then go on. out may be NULL. Group.map */
int eg_map(eg_group *group, void *(*fn)(void *), void *const *in, void **out, int count,
	   eg_deadline deadline);

/* The same one after the other, in order or as they end:
 *
 *	eg_iter iter;
 *	eg_item item;
 *	eg_imap(&iter, &pool, fetch, urls, count, 0, 1);
 *	while (eg_next(&iter, &item, EG_FOREVER) > 0)
 *		use(item.index, item.value);
 */
typedef struct eg_iter {
	uintptr_t private_[20];
} eg_iter;

typedef struct eg_item {
	int index;
	int error; /* that it has failed with, or 0 */
	void *value;
} eg_item;

/* Begin. At most `window` of them have begun and were not handed out; 0: as many as the group has
 * places, or all. The group and `in` must last until the end. 0 or -1: EINVAL, ENOMEM. Group.imap,
 * imap_unordered */
int eg_imap(eg_iter *iter, eg_group *group, void *(*fn)(void *), void *const *in, int count, int window,
	    int unordered);

/* Park until the next has ended. 1: there is one; 0: there are no more; or -1. */
int eg_next(eg_iter *iter, eg_item *item, eg_deadline deadline);

/* End early: those that run are cancelled. Not needed after eg_next has returned 0. */
void eg_iter_end(eg_iter *iter);

/* ---- descriptors ---- */

/* Park until one of the events (POLLIN, POLLOUT) is there, or an error. Returns the events that are
 * there, as poll reports them, or -1: ETIMEDOUT, EAGAIN (EG_NOW), EBADF when the descriptor is not open
 * or is closed meanwhile, EINTR after a signal handler, EINVAL for other events. gevent.socket.wait */
int eg_fd_wait(int fd, short events, eg_deadline deadline);

/* ---- kernel threads ---- */

/* Call fn(arg) on a kernel thread and park until it has returned: for what computes for long, and for
 * calls that nothing interposes. 0 with *value set (value may be NULL), or -1: ETIMEDOUT and the like,
 * and then fn goes on and what it returns is dropped; ENOMEM; the code of eg_fail in fn.
 * threadpool.apply */
int eg_offload(void *(*fn)(void *), void *arg, void **value, eg_deadline deadline);

/* ---- signals ---- */

/* Have fn(signo, arg) called in a coroutine of its own, of the calling thread, whenever the signal
 * arrives; signals that come close together may be one call. fn NULL: the default action again. 0, or
 * -1: EINVAL, ENOMEM, EMFILE. gevent.signal_handler */
int eg_signal(int signo, void (*fn)(int signo, void *arg), void *arg);

/* ---- the end of all ---- */

/* Park until the other coroutines of this thread have ended, but for those that wait here as well. 0, or
 * -1: ETIMEDOUT, EAGAIN, the caller's cancellation. gevent.wait */
int eg_wait(eg_deadline deadline);

/* ---- subprocesses ----
 *
 *	eg_child child;
 *	char *out;
 *	if (eg_run(&child, (char *[]){ "uname", NULL }, EG_STDOUT) == 0) {
 *		eg_communicate(&child, NULL, 0, &out, NULL, eg_in(5));
 *		fputs(out, stdout);
 *		eg_child_end(&child);
 *	}
 *
 * subprocess.Popen */

enum {
	EG_STDIN = 1,           /* a pipe to its standard input, */
	EG_STDOUT = 2,          /* from its standard output, */
	EG_STDERR = 4,          /* from its standard error */
	EG_STDERR_TO_STDOUT = 8 /* standard error where standard output goes */
};

typedef struct eg_child {
	int pid;
	int in, out, err;       /* our ends of the pipes, or -1: to read and write as any descriptor */
	int status;             /* as waitpid has it, once eg_child_wait has returned 0 */
	uintptr_t private_[10]; /* of eg_communicate */
} eg_child;

/* Start argv[0], found along PATH, with pipes for what the flags say and the rest inherited. 0, or -1
 * with the errno of posix_spawnp or pipe. */
int eg_run(eg_child *child, char *const argv[], unsigned flags);

/* Park until it has ended: 0 with child->status set, as often as wanted. -1: ETIMEDOUT, EAGAIN, ECHILD
 * (somebody else has waited for it). */
int eg_child_wait(eg_child *child, eg_deadline deadline);

/* Write `input` and close, read what it says until it closes, and wait for its end. 0; *out is then a string that
 * eg_child_end frees, of *out_len bytes before the final zero, "" without a pipe; out and out_len may be NULL.
 * -1: as eg_child_wait; what was written and read so far is kept, and the call can be made again with the same
 * input. Popen.communicate */
int eg_communicate(eg_child *child, const void *input, size_t input_len, char **out, size_t *out_len,
		   eg_deadline deadline);

/* What eg_communicate has read from standard error: "" if nothing. */
const char *eg_child_stderr(const eg_child *child);

/* Close the pipes and release the memory. A child that has not been waited for goes on, and is nobody's.
 */
void eg_child_end(eg_child *child);

/* ---- servers ----
 *
 *	static void hello(int fd, const char *peer, void *arg) {
 *		dprintf(fd, "Hello %s\n", peer);
 *	}
 *	eg_server *server = eg_listen("127.0.0.1:5000", hello, NULL, NULL);
 *	eg_serve(server);
 *
 * gevent.server.StreamServer */

typedef struct eg_server eg_server;

/* What each connection gets: a descriptor, which is closed when the function returns, and who is there,
 * as "127.0.0.1:41234". */
typedef void eg_handler(int fd, const char *peer, void *arg);

/* Listen on "host:port", ":port" (every address), "[::1]:port" or "unix:/path"; port 0: any. Connections
 * are handled in coroutines of the pool, and only so many are accepted at once; NULL: no limit. NULL,
 * with the errno of socket, bind or listen, or EINVAL: a malformed address; ENOENT: an unknown host. */
eg_server *eg_listen(const char *address, eg_handler *handler, void *arg, eg_group *pool);

/* Where it listens: the port, and the descriptor. */
int eg_server_port(const eg_server *server);
int eg_server_fd(const eg_server *server);

/* Accept connections until eg_server_stop. When descriptors or memory run out it waits a little, and
 * then longer. 0, or -1: what accept has failed with for good, or the caller's cancellation. */
int eg_serve(eg_server *server);

/* Accept no more, wait until the connections have been handled, at most until `grace`, end those that
 * were not (eg_kill), and release the server. Where eg_serve runs it returns 0 first. 0, or -1: ETIMEDOUT, some cannot
 * be ended; they go on, and so does the server's memory; EDEADLK, the caller handles one of them; or the caller's
 * cancellation. */
int eg_server_stop(eg_server *server, eg_deadline grace);

/* ---- the runtime ---- */

/* libc's own version of a function that evergreen replaces; NULL: there is none of this name. A call of
 * it holds up all coroutines of the thread. monkey.get_original */
void *eg_original(const char *name);

/* Write what every coroutine does and waits for to a descriptor, a line each; with EG_DUMP_STACKS
 * followed by the calls that it is in, for those of the calling thread. 0, or -1/EINVAL. The same is
 * told on stderr when all coroutines wait for each other and nothing can wake any of them.
 * gevent.util.print_run_info */
enum { EG_DUMP_STACKS = 1 };
int eg_dump(int fd, unsigned flags);

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
