/* report.c - see report.h. Raw writes of lines formatted on the stack: nothing here takes a lock of
 * libc's but the unwinder, which looks at stacks only on request. */
#include "runtime/report.h"

#include <dirent.h>
#include <dlfcn.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <unwind.h>

#include "runtime/carrier.h"
#include "runtime/co.h"
#include "runtime/hub.h"
#include "runtime/say.h"
#include "runtime/stack.h"
#include "runtime/sys.h"

enum { FRAMES = 32, LINE = 512 };

typedef _Unwind_Reason_Code backtrace_fn(_Unwind_Trace_Fn, void *);
typedef _Unwind_Ptr get_ip_fn(struct _Unwind_Context *);

struct report {
	int fd;
	bool stacks;
	unsigned count;
};

static void line(const struct report *r, const char *format, ...) __attribute__((format(printf, 2, 3)));

static void line(const struct report *r, const char *format, ...) {
	char text[LINE];
	va_list args;
	va_start(args, format);
	int len = vsnprintf(text, sizeof text - 1, format, args);
	va_end(args);
	len = len < LINE - 1 ? len : LINE - 2;
	text[len++] = '\n';
	sys(SYS_write, r->fd, text, len);
}

/* ---- stacks ---- */

/* libgcc's unwinder, and what it looks at: one at a time, by the hub's holder. */
static struct {
	backtrace_fn *backtrace;
	get_ip_fn *get_ip;
	const struct report *report;
	struct co *target, *asker;
	int frames;
	const void *ours; /* base address of this library: its own frames say nothing */
} unwinder;

static bool load_unwinder(void) {
	void *library = unwinder.backtrace ? NULL : dlopen("libgcc_s.so.1", RTLD_NOW);
	Dl_info info;
	if (library && dladdr((void *)(uintptr_t)load_unwinder, &info)) {
		void *backtrace = dlsym(library, "_Unwind_Backtrace"),
		     *ip = dlsym(library, "_Unwind_GetIP");
		memcpy(&unwinder.get_ip, &ip, sizeof ip);
		memcpy(&unwinder.backtrace, &backtrace, sizeof backtrace);
		unwinder.ours = info.dli_fbase;
	}
	return unwinder.backtrace && unwinder.get_ip;
}

static _Unwind_Reason_Code print_frame(struct _Unwind_Context *context, void *arg) {
	uintptr_t ip = unwinder.get_ip(context);
	Dl_info info = { 0 };
	(void)arg;
	if (!ip || unwinder.frames++ == FRAMES)
		return _URC_END_OF_STACK;
	bool found = dladdr((void *)(ip - 1), &info);
	if (found && info.dli_fbase == unwinder.ours)
		return _URC_NO_REASON;
	const char *file = found && info.dli_fname ? info.dli_fname : "?";
	const char *slash = strrchr(file, '/');
	if (info.dli_sname)
		line(unwinder.report, "    %s+%#lx (%s)", info.dli_sname,
		     (unsigned long)(ip - (uintptr_t)info.dli_saddr), slash ? slash + 1 : file);
	else
		line(unwinder.report, "    %#lx (%s+%#lx)", (unsigned long)ip, slash ? slash + 1 : file,
		     (unsigned long)(ip - (uintptr_t)info.dli_fbase));
	return _URC_NO_REASON;
}

/* On the stack of the target, which was switched to for this purpose only. When it really goes on, it
 * comes back here first, and has to do what that switch has left to do. */
static void print_and_return(struct hub *hub, struct co *target) {
	unwinder.backtrace(print_frame, NULL);
	context_switch(&target->context, &unwinder.asker->context);
	hub_after(hub);
}

static void print_stack(const struct report *r, struct co *co) {
	struct co *self = co_self();
	unwinder.report = r;
	unwinder.frames = 0;
	if (co == self) {
		unwinder.backtrace(print_frame, NULL);
		return;
	}
	unwinder.target = co;
	unwinder.asker = self;
	self->hub->after = print_and_return;
	self->hub->after_co = co;
	context_switch(&self->context, &co->context);
	if (self->flags & CO_SHARE_TLS)
		eg_tls.co = self;
}

/* ---- lines ---- */

static const char *state_of(const struct co *co) {
	if (co->away)
		return "in a blocking call";
	if (co->hub->current == co)
		return "running";
	return atomic_load(&co->wake) >= WAKE_NOT_YET ? "waiting" : "about to run";
}

static bool describe(void *owner, void *arg) {
	struct co *co = owner;
	struct report *r = arg;
	const char *call = "";
	char object[64] = "";
	if (co_ended(co) || !co->hub)
		return false;
	r->count++;
	if (!co->begun)
		call = "not begun";
	else if (co->call)
		call = co_hooks.call_name ? co_hooks.call_name(co->call) : "a call of libc";
	else if (co->doing.call)
		call = co->doing.call;
	if (co->begun && !co->call && co->doing.call && co->doing.object) {
		const struct co *joined = co->doing.object;
		if (!strcmp(call, "eg_join"))
			snprintf(object, sizeof object, " for coroutine %llu%s%s",
				 (unsigned long long)joined->id, joined->name[0] ? " " : "",
				 joined->name);
		else
			snprintf(object, sizeof object, " %p", co->doing.object);
	}
	const char *name = co->flags & CO_ADOPTED ? "(a kernel thread)" : co->name;
	line(r, "coroutine %llu%s%s: %s%s%s%s", (unsigned long long)co->id, *name ? " " : "", name,
	     state_of(co), *call ? ", " : "", call, object);
	if (r->stacks && hub_here() == co->hub && co->begun && !co->away)
		print_stack(r, co);
	return false;
}

/* All coroutines: those on stacks of ours, and those that stand for kernel threads. */
static void describe_all(struct report *r) {
	hubs_each_adopted(describe, r);
	stacks_each(describe, r);
}

void report_write(int fd, bool stacks) {
	struct report r = { .fd = fd, .stacks = stacks && co_self() && load_unwinder() };
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
	const int monitor = 1;
	if (count_threads() != hubs_asleep() + monitor + carriers_idle())
		return;
	say(SAY_WARN, "every coroutine waits for another, and nothing will ever wake one:");
	struct report r = { .fd = 2 };
	describe_all(&r);
	(void)hub;
}
