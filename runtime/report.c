/* report.c - see report.h. Raw writes of lines formatted on the stack: nothing here takes a lock of
 * libc's but the unwinder, which looks at stacks only on request. */
#include "runtime/report.h"

#include <dirent.h>
#include <fcntl.h>
#include <linux/futex.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "runtime/carrier.h"
#include "runtime/co.h"
#include "runtime/errand.h"
#include "runtime/hub.h"
#include "runtime/kthread.h"
#include "runtime/monitor.h"
#include "runtime/say.h"
#include "runtime/settings.h"
#include "runtime/stack.h"
#include "runtime/sys.h"
#include "runtime/unwind.h"

struct report {
	int fd;
	bool stacks;
	unsigned count;
};

/* ---- stacks ---- */

/* Whose stack is being looked at, and for whom: one at a time, by the hub's holder. */
static struct {
	const struct report *report;
	struct co *asker;
} looking;

static void print_line(const char *text, void *arg) {
	const struct report *r = arg;
	say_line(r->fd, "%s", text);
}

static void print_frames(const struct report *r, void *ucontext) {
	unwind_describe(ucontext, print_line, (void *)(uintptr_t)r);
}

/* On the stack of the target, which was switched to for this purpose only. When it really goes on, it
 * comes back here first, and has to do what that switch has left to do. */
static void print_and_return(struct hub *hub, struct co *target) {
	print_frames(looking.report, NULL);
	context_switch(&target->context, &looking.asker->context);
	hub_after(hub);
}

static void print_stack(const struct report *r, struct co *co) {
	struct co *self = co_self();
	if (co == self) {
		print_frames(r, NULL);
		return;
	}
	looking.report = r;
	looking.asker = self;
	self->hub->after = print_and_return;
	self->hub->after_co = co;
	context_switch(&self->context, &co->context);
	if (self->flags & CO_SHARE_TLS)
		eg_tls.co = self;
}

/* ---- lines ---- */

static const char *state_of(const struct co *co) {
	if (atomic_load(&co->native.state))
		return "waiting";
	if (co->flags & CO_KTHREAD)
		return "running";
	if (co->away)
		return "in a blocking call";
	if (co->hub->current == co)
		return "running";
	return atomic_load(&co->wake) >= WAKE_NOT_YET ? "waiting" : "about to run";
}

static bool describe(void *owner, void *arg) {
	struct co *co = owner;
	struct report *r = arg;
	const char *call = "", *doing = __atomic_load_n(&co->doing.call, __ATOMIC_RELAXED);
	const void *what = __atomic_load_n(&co->doing.object, __ATOMIC_RELAXED);
	char object[64] = "";
	if (co_ended(co) || !(co->hub || (co->flags & CO_KTHREAD)))
		return false;
	r->count++;
	unsigned libc_call = __atomic_load_n(&co->call, __ATOMIC_RELAXED);
	bool begun = __atomic_load_n(&co->begun, __ATOMIC_RELAXED);
	if (!begun)
		call = "not begun";
	else if (libc_call)
		call = co_hooks.call_name ? co_hooks.call_name(libc_call) : "a call of libc";
	else if (doing)
		call = doing;
	if (begun && !libc_call && doing && what) {
		const struct co *joined = what; /* a kernel thread may have dropped it meanwhile */
		if (!strcmp(call, "eg_join") && !(co->flags & CO_KTHREAD))
			snprintf(object, sizeof object, " for coroutine %llu%s%s",
				 (unsigned long long)joined->id, joined->name[0] ? " " : "",
				 joined->name);
		else
			snprintf(object, sizeof object, " %p", what);
	}
	const char *name = co->flags & CO_ADOPTED ? "(a kernel thread)" : co->name;
	say_line(r->fd, "coroutine %llu%s%s: %s%s%s%s", (unsigned long long)co->id, *name ? " " : "",
		 name, state_of(co), *call ? ", " : "", call, object);
	if (r->stacks && hub_here() == co->hub && co->begun && !co->away)
		print_stack(r, co);
	return false;
}

/* All coroutines: those on stacks of ours, and those that stand for kernel threads. */
static void describe_all(struct report *r) {
	hubs_each_adopted(describe, r);
	stacks_each(describe, r);
	kthreads_each(describe, r);
}

void report_write(int fd, bool stacks) {
	struct report r = { .fd = fd, .stacks = stacks && co_self() && unwind_load() };
	struct co *self = gate_enter();
	r.stacks = r.stacks && self;
	describe_all(&r);
	gate_leave(self);
}

/* ---- when nothing goes on ---- */

/* Kernel threads of the process, by the kernel's count; -1: unknown. */
static int count_threads(void) {
	char buf[1024];
	int count = 0;
	int fd = (int)sys(SYS_openat, AT_FDCWD, "/proc/self/task", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (fd < 0)
		return -1;
	for (long n; (n = sys(SYS_getdents64, fd, buf, sizeof buf)) > 0;) {
		for (long at = 0; at < n;) {
			const struct dirent64 *entry = (const struct dirent64 *)(const void *)(buf + at);
			count += entry->d_name[0] != '.';
			at += entry->d_reclen;
		}
	}
	sys(SYS_close, fd);
	return count;
}

void report_if_stuck(struct hub *hub) {
	if (count_threads() != hubs_asleep() + MONITOR_THREADS + carriers_idle())
		return;
	say(SAY_WARN, "every coroutine waits for another, and nothing will ever wake one:");
	struct report r = { .fd = 2 };
	describe_all(&r);
	(void)hub;
}

/* ---- who keeps others waiting ---- */

static struct {
	struct co *co;
	_Atomic unsigned shown; /* futex */
} culprit;

/* In a signal handler, on the culprit's stack if it has not come back meanwhile. libunwind takes no locks that
 * the culprit might hold but the loader's, which its own thread may take again. */
static void show_stack_here(void *ucontext) {
	if (co_self() == culprit.co)
		print_frames(&(struct report){ .fd = 2 }, ucontext);
	atomic_store(&culprit.shown, 1);
	sys(SYS_futex, &culprit.shown, FUTEX_WAKE_PRIVATE, 1, 0, 0, 0);
}

void report_culprit(struct hub *hub, struct co *co, int64_t kept_ns) {
	const struct timespec most = { .tv_sec = 1 };
	const char *name = co->flags & CO_ADOPTED ? "(a kernel thread)" : co->name;
	bool aborts = settings.monitor == MONITOR_ABORT;
	say(aborts ? SAY_ERROR : SAY_WARN,
	    "coroutine %llu%s%s has kept others waiting for %lld ms: it computes, or blocks in a call "
	    "that is not ours%s",
	    (unsigned long long)co->id, *name ? " " : "", name, (long long)(kept_ns / 1000000),
	    unwind_load() ? "; it is in" : "; with libunwind8 installed, its calls would be here");
	if (unwind_load() && settings.verbosity >= SAY_WARN) {
		culprit.co = co;
		atomic_store(&culprit.shown, 0);
		errand_begin(show_stack_here);
		if (errand_send(hub->carrier->tid))
			sys(SYS_futex, &culprit.shown, FUTEX_WAIT_PRIVATE, 0, &most, 0, 0);
		errand_end();
	}
	if (aborts)
		abort();
}
