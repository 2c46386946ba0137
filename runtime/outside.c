/* outside.c - what meets the world beyond coroutines: kernel threads, signals, the end of all. */
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include "runtime/api.h"
#include "runtime/fd.h"
#include "runtime/hub.h"
#include "runtime/kthread.h"
#include "runtime/sys.h"

/* ---- kernel threads ---- */

EXPORT int eg_offload(void *(*fn)(void *), void *arg, void **value, eg_deadline deadline) {
	eg_co *co = eg_spawn(fn, arg, .name = "offload", .flags = EG_NATIVE);
	if (!co)
		return -1;
	int result = eg_join(co, deadline), error = result < 0 ? errno : eg_error(co);
	if (result == 0 && value && !error)
		*value = eg_value(co);
	eg_unref(co);
	return error ? api_fail(error) : 0;
}

/* ---- signals ---- */

enum { SIGNALS = 64 };

/* One for each signal; the handler writes, a coroutine reads. */
static struct watch {
	int fd;             /* an eventfd of ours; 0: none yet */
	int pid;            /* a forked child has no coroutine that reads */
	struct guard guard; /* of the following */
	void (*fn)(int, void *);
	void *arg;
} watches[SIGNALS + 1];

static void set_action(struct watch *w, void (*fn)(int, void *), void *arg) {
	struct entry e = entry_begin(&w->guard, NULL, w);
	w->fn = fn;
	w->arg = arg;
	entry_drop(&w->guard, e);
	gate_leave(e.self);
}

struct call {
	void (*fn)(int, void *);
	void *arg;
	int signo;
};

static void on_signal(int signo) {
	uint64_t one = 1;
	sys(SYS_write, watches[signo].fd, &one, sizeof one);
}

static struct call action_of(struct watch *w) {
	struct entry e = entry_begin(&w->guard, NULL, w);
	struct call c = { w->fn, w->arg, (int)(w - watches) };
	entry_drop(&w->guard, e);
	gate_leave(e.self);
	return c;
}

static void *call(void *arg) {
	struct call c = *(struct call *)arg;
	free(arg);
	c.fn(c.signo, c.arg);
	return NULL;
}

static void *watch(void *arg) {
	struct watch *w = arg;
	uint64_t count;
	struct co *self = gate_enter();
	if (self)
		hub_is_daemon(self->hub);
	else
		kthread_is_daemon();
	gate_leave(self);
	for (;;) {
		eg_fd_wait(w->fd, POLLIN, EG_FOREVER);
		if (sys(SYS_read, w->fd, &count, sizeof count) < 0)
			continue;
		struct call action = action_of(w), *c = action.fn ? malloc(sizeof *c) : NULL;
		if (!c)
			continue;
		*c = action;
		if (!eg_spawn(call, c, .name = "signal", .flags = EG_DETACHED))
			free(c);
	}
	return NULL;
}

static int start_watch(struct watch *w) {
	int fd = (int)sys(SYS_eventfd2, 0, EFD_CLOEXEC | EFD_NONBLOCK);
	if (fd < 0)
		return fd;
	w->fd = fd_make_own(fd);
	w->pid = getpid();
	if (!eg_spawn(watch, w, .name = "signals", .flags = EG_DETACHED))
		return -errno;
	return 0;
}

EXPORT int eg_signal(int signo, void (*fn)(int, void *), void *arg) {
	struct sigaction action = { .sa_handler = fn ? on_signal : SIG_DFL, .sa_flags = SA_RESTART };
	if (signo < 1 || signo > SIGNALS)
		return api_fail(EINVAL);
	struct watch *w = &watches[signo];
	if (fn && (!w->fd || w->pid != getpid())) {
		int error = start_watch(w);
		if (error)
			return api_fail(-error);
	}
	set_action(w, fn, arg);
	return sigaction(signo, &action, NULL);
}

/* ---- the end of all ---- */

EXPORT int eg_wait(eg_deadline deadline) {
	if (settings.backend == BACKEND_THREADS)
		return api_leave(NULL, kthreads_wait(deadline.ns));
	struct hub *hub = hub_adopt();
	if (!hub || co_self()->away)
		return api_fail(hub ? EINVAL : ENOSYS);
	co_self()->flags |= CO_STAYS;
	for (bool again = false;; again = true) {
		struct entry e = entry_begin(&hub->idle_guard, "eg_wait", NULL);
		bool is_over = hub->live == hub->idle + 1 + hub->daemons;
		if (is_over)
			wait_finish_all(&hub->idlers, 0);
		if (is_over || deadline.ns == EG_NOW.ns) {
			entry_drop(&hub->idle_guard, e);
			return api_leave(e.self, is_over ? 0 : -EAGAIN);
		}
		hub->idle++;
		int error = wait_in(&e, &hub->idle_guard, &hub->idlers, NULL, deadline.ns, again);
		hub->idle--;
		if (error != -EINTR)
			return api_leave(e.self, error);
		gate_leave(e.self);
	}
}
