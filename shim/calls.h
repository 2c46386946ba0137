/* calls.h - what the table of calls declares: families, numbers, and the prototypes of the shims. */
#ifndef SHIM_CALLS_H
#define SHIM_CALLS_H

#include <aio.h>
#include <grp.h>
#include <mqueue.h>
#include <netdb.h>
#include <netinet/in.h>
#include <poll.h>
#include <pthread.h>
#include <pwd.h>
#include <resolv.h>
#include <sched.h>
#include <semaphore.h>
#include <setjmp.h>
#include <signal.h>
#include <spawn.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/file.h>
#include <sys/ioctl.h>
#include <sys/mount.h>
#include <sys/msg.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/select.h>
#include <sys/sem.h>
#include <sys/sendfile.h>
#include <sys/signalfd.h>
#include <sys/socket.h>
#include <sys/uio.h>
#include <sys/wait.h>
#include <syslog.h>
#include <termios.h>
#include <threads.h>
#include <time.h>
#include <unistd.h>
#include <wchar.h>
#include <wordexp.h>

#include "runtime/hub.h"
#include "runtime/settings.h"

/* What --only=NAME and --no-NAME name: X(name, what it covers). sync and signal cannot be switched off:
 * coroutines and kernel threads meet there. */
#define FAMILIES(X)                                                                                     \
	X(threads, "pthread_create: without it, threads stay kernel threads")                           \
	X(io, "read, write, send, recv, accept, connect ... on descriptors")                            \
	X(poll, "poll, select, epoll_wait")                                                             \
	X(files, "file locks, fsync, message queues")                                                   \
	X(time, "sleep, nanosleep ...")                                                                 \
	X(dns, "getaddrinfo, gethostbyname ...")                                                        \
	X(process, "waitpid, system, popen ...")                                                        \
	X(stdio, "streams: fgets, printf, fread ...")

enum family {
#define X(name, what) FAMILY_##name,
	FAMILIES(X)
#undef X
		FAMILY_COUNT,
	FAMILY_sync,
	FAMILY_signal,
};

#define STRIP_(...) __VA_ARGS__

enum call {
	CALL_none,
#define PARK(family, returns, name, params, args)     CALL_##name,
#define PARK_VOID(family, name, params, args)         CALL_##name,
#define HOOK(family, returns, name, params, args)     CALL_##name,
#define VARIADIC(family, returns, name, params, args) CALL_##name,
#define STREAM(returns, name, params, args, stream)   CALL_##name,
#define STREAM_VOID(name, params, args, stream)       CALL_##name,
#include "shim/calls.def"
	CALL_COUNT
};

/* By number; "" for CALL_none. */
extern const char *const call_names[CALL_COUNT];

#define PARK(family, returns, name, params, args)     returns shim_##name(struct co *self, STRIP_ params);
#define PARK_VOID(family, name, params, args)         void shim_##name(struct co *self, STRIP_ params);
#define HOOK(family, returns, name, params, args)     returns shim_##name params;
#define LAST(family, name, params, args)              void shim_##name params __attribute__((noreturn));
#define VARIADIC(family, returns, name, params, args) returns shim_##name params;
#include "shim/calls.def"

/* A child of vfork, which must change nothing of ours, because it is not ours but the parent's. */
static inline bool shim_is_vforked(void) {
	return unlikely(eg_tls.vforks > 0);
}

/* All of libc is left alone: there are kernel threads only. */
static inline bool shim_is_left(void) {
	return unlikely(settings.backend == BACKEND_THREADS);
}

/* Enter the gate for a call of a family. NULL: it goes straight to libc. */
static inline struct co *shim_enter(enum family family, enum call call) {
	if (likely(!co_self()) || unlikely(settings.off >> family & 1))
		return NULL;
	struct co *self = gate_enter();
	if (likely(self != NULL))
		self->call = (uint16_t)call;
	return self;
}

/* The same for calls that a coroutine which is alone on its hub makes as any thread: it keeps nobody
 * waiting, and no scope limits it. Not for those that change the signal mask while they wait, which is
 * ours to know. */
static inline struct co *shim_enter_park(enum family family, enum call call) {
	struct co *self = co_self();
	if (likely(!self) || (hub_is_alone(self->hub) && self->limit_ns == FOREVER_NS &&
			      !atomic_load_explicit(&self->attention, memory_order_relaxed)))
		return NULL;
	return shim_enter(family, call);
}

#endif
