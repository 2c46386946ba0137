/* signal.c - signals: handlers, masks, and who gets what.
 *
 * The kernel calls on_signal for every signal that the program handles. A program's handler runs in the
 * context of a coroutine, on its stack and with its TCB, and only while that coroutine runs code of the
 * program: never inside the runtime. So a signal that arrives elsewhere is posted to a coroutine: it is
 * queued there, the coroutine is woken if it is parked, and handles it on its way out of the gate.
 *
 * A signal to the process goes where the kernel would let it go: to the main thread, unless that blocks
 * it; else to whom it interrupted; else the monitor looks for a coroutine that does not block it, and
 * where there is none, sends it back to the kernel. SIGPROF and SIGVTALRM stay with whom they
 * interrupted, and so do signals to a thread, and faults.
 *
 * A coroutine's mask is the kernel's mask while it runs. The masks that are set behind our back, by
 * sigreturn and siglongjmp, are followed (on_signal, shim_siglongjmp). */
#include "shim/signal.h"

#include <errno.h>
#include <fcntl.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <ucontext.h>
#include <unistd.h>

#include "runtime/carrier.h"
#include "runtime/fault.h"
#include "runtime/hub.h"
#include "runtime/lock.h"
#include "runtime/monitor.h"
#include "runtime/say.h"
#include "runtime/sigmask.h"
#include "runtime/stack.h"
#include "runtime/sys.h"
#include "shim/calls.h"
#include "shim/real.h"

/* The pool's pages are touched when they are used first. */
enum { POOL = 65536 };

typedef void handler_fn(int, siginfo_t *, void *);

/* A signal on its way. */
struct pending {
	struct pending *next;
	int sig;
	unsigned discards; /* of its signal when it was sent: no longer so many, and it is void */
	siginfo_t info;
};

static struct {
	bool started;
	struct {
		_Atomic unsigned version;  /* odd while it is written */
		struct sigaction now;      /* the program's */
		_Atomic unsigned discards; /* how often the signal was set to be ignored */
	} action[SIGNALS + 1];
	_Atomic uint64_t hooked;
	struct co *main;
	_Atomic(struct pending *) unrouted; /* for which on_signal found nobody */
	struct lock routing;                /* held while one that may end is offered a signal */
	_Atomic uint64_t on_fd;             /* that the program reads from a signalfd */
	struct pending pool[POOL];
	_Atomic unsigned fresh;  /* of the pool, from here on never used */
	_Atomic unsigned posted; /* of the pool, in use */
	_Atomic uint64_t unused; /* head of a list of the pool: index plus one, and a counter above */
} signals;

static bool hooked(int sig) {
	return atomic_load(&signals.hooked) & sigmask_bit(sig);
}

static bool blocks(const struct co *co, int sig) {
	return co->sigmask & sigmask_bit(sig);
}

/* ---- the pool of pending signals; async-signal-safe ---- */

static struct pending *pool_get_fresh(void) {
	unsigned n = atomic_load(&signals.fresh);
	while (n < POOL && !atomic_compare_exchange_weak(&signals.fresh, &n, n + 1))
		;
	return n < POOL ? &signals.pool[n] : NULL;
}

static struct pending *pool_get(void) {
	uint64_t head = atomic_load(&signals.unused), next;
	struct pending *p;
	do {
		unsigned index = (unsigned)head;
		if (!index) {
			p = pool_get_fresh();
			break;
		}
		p = &signals.pool[index - 1];
		next = (head & ~UINT64_C(0xffffffff)) + (UINT64_C(1) << 32);
		if (p->next)
			next |= (uint64_t)(p->next - signals.pool + 1);
	} while (!atomic_compare_exchange_weak(&signals.unused, &head, next));
	atomic_fetch_add(&signals.posted, p != NULL);
	return p;
}

static void pool_put(struct pending *p) {
	uint64_t head = atomic_load(&signals.unused), next;
	do {
		unsigned index = (unsigned)head;
		p->next = index ? &signals.pool[index - 1] : NULL;
		next = (head & ~UINT64_C(0xffffffff)) + (UINT64_C(1) << 32) +
		       (uint64_t)(p - signals.pool + 1);
	} while (!atomic_compare_exchange_weak(&signals.unused, &head, next));
	atomic_fetch_sub(&signals.posted, 1);
}

/* ---- posting; async-signal-safe ---- */

/* A signal whose only purpose is to interrupt a system call of the coroutine that it was posted to. */
static bool is_kick(const siginfo_t *info) {
	return info->si_code == SI_QUEUE && info->si_value.sival_ptr == &signals;
}

static void kick(const struct carrier *carrier, int sig) {
	siginfo_t info;
	if (!carrier)
		return;
	memset(&info, 0, sizeof info);
	info.si_signo = sig;
	info.si_code = SI_QUEUE;
	info.si_value.sival_ptr = &signals;
	sys(SYS_rt_tgsigqueueinfo, getpid(), carrier->tid, sig, &info);
}

/* One that is pending already is not sent again, unless it is counted; what was discarded is not
 * pending, which only its owner can tell, so that after a discard all are queued. */
static bool enqueue(struct co *co, int sig, const siginfo_t *info) {
	bool counted = sig >= SIGRTMIN;
	uint64_t bit = sigmask_bit(sig);
	unsigned discards = atomic_load(&signals.action[sig].discards);
	if (!counted && (atomic_fetch_or(&co->shim.pending, bit) & bit) && !discards)
		return true;
	struct pending *p = pool_get();
	if (!p) {
		atomic_fetch_and(&co->shim.pending, ~bit);
		return false;
	}
	p->sig = sig;
	p->discards = discards;
	p->info = *info;
	p->next = atomic_load(&co->shim.signals);
	while (!atomic_compare_exchange_weak(&co->shim.signals, &p->next, p))
		;
	return true;
}

/* Queue the signal at the coroutine and see that it looks. False: no room for what it carries. */
static bool post(struct co *co, int sig, const siginfo_t *info) {
	if (blocks(co, sig) && (atomic_load(&signals.on_fd) & sigmask_bit(sig))) {
		/* DEVIATION: a signalfd reads what the kernel has, so any thread may read this one. */
		siginfo_t to_process = *info;
		if (sys(SYS_rt_sigqueueinfo, getpid(), sig, &to_process) == 0)
			return true;
	}
	if (!enqueue(co, sig, info))
		return false;
	if (blocks(co, sig) && !(atomic_load(&co->shim.waits_for) & sigmask_bit(sig)))
		return true; /* it looks when it unblocks it */
	atomic_fetch_or(&co->attention, ATTEND_SIGNAL);
	if (co_claim(co, WAKE_SIGNAL))
		hub_post(co);
	else if (co->away)
		kick(co->carrier, sig);
	return true;
}

static struct pending *oldest_first(struct pending *newest) {
	struct pending *oldest = NULL;
	while (newest) {
		struct pending *next = newest->next;
		newest->next = oldest;
		oldest = newest;
		newest = next;
	}
	return oldest;
}

static bool is_discarded(const struct pending *p) {
	return p->discards != atomic_load(&signals.action[p->sig].discards);
}

/* Sort what was posted into the coroutine's queue: the lowest signal first, and each in the order in
 * which it was sent. */
static void collect(struct co *self) {
	struct pending **at = &self->shim.queue, *same = NULL;
	for (struct pending *p = oldest_first(atomic_exchange(&self->shim.signals, NULL)), *next; p;
	     p = next) {
		next = p->next;
		if (same && same->sig != p->sig) {
			at = &self->shim.queue;
			same = NULL;
		}
		for (; *at && (*at)->sig <= p->sig; at = &(*at)->next) {
			if ((*at)->sig == p->sig && !is_discarded(*at))
				same = *at;
		}
		if (same && p->sig < SIGRTMIN) {
			pool_put(p);
			continue;
		}
		p->next = *at;
		*at = same = p;
	}
}

/* Take the first signal of the set out of the queue, and what was discarded before it. */
static struct pending *unqueue(struct co *self, uint64_t set) {
	struct pending **at = &self->shim.queue;
	while (*at) {
		struct pending *p = *at;
		bool discarded = is_discarded(p);
		if (!discarded && !(set & sigmask_bit(p->sig))) {
			at = &p->next;
			continue;
		}
		*at = p->next;
		atomic_fetch_and(&self->shim.pending, ~sigmask_bit(p->sig));
		if (!discarded)
			return p;
		pool_put(p);
	}
	return NULL;
}

/* on_signal may run handlers again, rather than post. */
static void let_in(struct co *self) {
	barrier();
	self->shim.held_off = false;
	barrier();
}

/* The next posted signal of the set, for the caller to handle, who then lets others in: they are not to
 * overtake it. NULL: there is none. */
static struct pending *take_next(struct co *self, uint64_t set) {
	struct pending *p;
	do {
		self->shim.held_off = true;
		barrier();
		collect(self);
		p = unqueue(self, set);
		if (!p)
			let_in(self);
	} while (!p && atomic_load(&self->shim.signals));
	return p;
}

static bool has_posted(const struct co *self) {
	return self->shim.queue || atomic_load(&self->shim.signals);
}

/* ---- masks ---- */

void signal_set_mask(struct co *self, uint64_t mask, bool kernel) {
	struct co *entered = gate_enter();
	if (mask != self->sigmask) {
		sigmask_change(self->sigmask, mask);
		self->sigmask = mask;
	}
	if (!self->away)
		self->hub->sigmask = mask;
	if (kernel)
		sigmask_apply(mask);
	if (unlikely(has_posted(self)))
		atomic_fetch_or(&self->attention, ATTEND_SIGNAL);
	gate_leave(entered);
}

/* ---- running a handler ---- */

struct handling {
	const struct sigaction *action;
	int sig;
	siginfo_t *info;
	void *context;
};

static void call_handler(void *arg) {
	struct handling *h = arg;
	if (h->action->sa_flags & SA_SIGINFO)
		h->action->sa_sigaction(h->sig, h->info, h->context);
	else
		h->action->sa_handler(h->sig);
}

static bool on_altstack(const stack_t *altstack) {
	const char *here = __builtin_frame_address(0), *base = altstack->ss_sp;
	return altstack->ss_size && here >= base && here < base + altstack->ss_size;
}

/* On the coroutine's alternate stack, if it has one and the handler wants it. */
static void run_handler(struct co *self, struct handling *h) {
	const stack_t *altstack = &self->shim.altstack;
	if ((h->action->sa_flags & SA_ONSTACK) && altstack->ss_size && !on_altstack(altstack))
		context_call((char *)altstack->ss_sp + altstack->ss_size, call_handler, h);
	else
		call_handler(h);
}

/* The program's action. Its writer is never interrupted by a reader: see shim/sigaction.c. */
static struct sigaction action_of(int sig) {
	struct sigaction action;
	unsigned version;
	do {
		version = atomic_load(&signals.action[sig].version) & ~1u;
		action = signals.action[sig].now;
	} while (atomic_load(&signals.action[sig].version) != version);
	return action;
}

/* The same at the delivery of a signal, which may reset it. */
static struct sigaction action_for(int sig) {
	struct sigaction action = action_of(sig);
	if (action.sa_flags & SA_RESETHAND) {
		atomic_fetch_and(&signals.hooked, ~sigmask_bit(sig));
		real.sigaction(sig, &(struct sigaction){ .sa_handler = SIG_DFL }, NULL);
	}
	return action;
}

static uint64_t mask_during(const struct co *self, const struct sigaction *action, int sig) {
	uint64_t own = action->sa_flags & SA_NODEFER ? 0 : sigmask_bit(sig);
	return self->sigmask | sigset_mask(&action->sa_mask) | own;
}

/* The default action, or none: the kernel's business. */
static void raise_unhooked(int sig) {
	uint64_t old = sigmask_current();
	sigmask_apply(old & ~sigmask_bit(sig));
	sys(SYS_tgkill, getpid(), sys(SYS_gettid), sig);
	sigmask_apply(old);
}

static void set_context_mask(ucontext_t *context, uint64_t mask) {
	memcpy(&context->uc_sigmask, &mask, sizeof mask);
}

/* A posted signal, in the context of its coroutine. False: it interrupts for good (no SA_RESTART). */
static bool handle_posted(struct co *self, struct pending *p) {
	int sig = p->sig;
	siginfo_t info = p->info;
	pool_put(p);
	if (!hooked(sig)) {
		let_in(self);
		raise_unhooked(sig);
		return true;
	}
	struct sigaction action = action_for(sig);
	ucontext_t context;
	getcontext(&context);
	set_context_mask(&context, self->sigmask);
	signal_set_mask(self, mask_during(self, &action, sig), true);
	let_in(self);
	run_handler(self, &(struct handling){ &action, sig, &info, &context });
	signal_set_mask(self, sigset_mask(&context.uc_sigmask), true);
	return action.sa_flags & SA_RESTART;
}

/* On the way out of the gate. */
void signal_handle_posted(struct co *self) {
	int saved_errno = errno;
	bool restart = true;
	do {
		for (struct pending *p; (p = take_next(self, ~self->sigmask));) {
			/* The handler may leave by siglongjmp: the next gate sees to what is behind it.
			 */
			if (has_posted(self))
				atomic_fetch_or(&self->attention, ATTEND_SIGNAL);
			restart &= handle_posted(self, p);
		}
		atomic_fetch_and(&self->attention, ~ATTEND_SIGNAL);
	} while (atomic_load(&self->shim.signals));
	self->shim.restart = restart;
	errno = saved_errno;
}

bool signal_interrupted(struct co *self) {
	gate_leave(self);
	gate_enter();
	return self->shim.restart;
}

/* ---- what the kernel calls ---- */

static bool is_fault(int sig, const siginfo_t *info) {
	uint64_t faults = sigmask_bit(SIGSEGV) | sigmask_bit(SIGBUS) | sigmask_bit(SIGFPE) |
			  sigmask_bit(SIGILL) | sigmask_bit(SIGTRAP) | sigmask_bit(SIGSYS);
	return info->si_code > 0 && (faults & sigmask_bit(sig));
}

static bool is_for_thread(int sig, const siginfo_t *info) {
	return info->si_code == SI_TKILL || is_fault(sig, info) || sig == SIGPROF || sig == SIGVTALRM ||
	       (sig == SIGPIPE && info->si_code == SI_USER && info->si_pid == getpid());
}

/* The coroutine that has the hub of this kernel thread, or is about to get it. */
static struct co *current_here(const struct co *self) {
	const struct hub *hub = self             ? self->away ? NULL : self->hub
				: eg_tls.carrier ? eg_tls.carrier->hub
						 : NULL;
	return hub ? hub->current : NULL;
}

/* Whom a signal is for that interrupted `self`, or a carrier's own context (NULL). */
static struct co *addressee(int sig, const siginfo_t *info, struct co *self) {
	struct co *main = signals.main;
	if (is_for_thread(sig, info))
		return self ? self : main;
	if (main && !blocks(main, sig))
		return main;
	if (self && !blocks(self, sig))
		return self;
	struct co *current = current_here(self); /* a switch to it is under way */
	return current && !blocks(current, sig) ? current : NULL;
}

/* Nobody here accepts it: the monitor looks for somebody who does. */
static bool leave_to_monitor(int sig, const siginfo_t *info) {
	struct pending *p = pool_get();
	if (!p)
		return false;
	p->sig = sig;
	p->info = *info;
	p->next = atomic_load(&signals.unrouted);
	while (!atomic_compare_exchange_weak(&signals.unrouted, &p->next, p))
		;
	monitor_poke();
	return true;
}

static void send_to_process(int sig, const siginfo_t *info) {
	siginfo_t again = *info;
	if (sys(SYS_rt_sigqueueinfo, getpid(), sig, &again) < 0)
		sys(SYS_kill, getpid(), sig);
}

/* No room for it here: let it stay pending in the kernel, and blocked for a while. */
static void refuse(int sig, const siginfo_t *info, ucontext_t *context) {
	set_context_mask(context, sigset_mask(&context->uc_sigmask) | sigmask_bit(sig));
	send_to_process(sig, info);
	if (eg_tls.carrier && eg_tls.carrier->hub)
		eg_tls.carrier->hub->sigmask = sigset_mask(&context->uc_sigmask);
}

static bool offer(struct co *co, const struct pending *p) {
	bool taken = false;
	lock_take(&signals.routing);
	if (co_is_here(co) && !co->shim.unsignalled && !blocks(co, p->sig))
		taken = post(co, p->sig, &p->info);
	lock_drop(&signals.routing);
	return taken;
}

static bool offer_to_owner(void *owner, void *arg) {
	return offer(owner, arg);
}

void signal_route(void) {
	struct pending *p = oldest_first(atomic_exchange(&signals.unrouted, NULL));
	while (p) {
		struct pending *next = p->next;
		if (!stacks_each(offer_to_owner, p) && !hubs_each_adopted(offer_to_owner, p))
			send_to_process(p->sig, &p->info); /* blocked by all, it waits in the kernel */
		pool_put(p);
		p = next;
	}
}

/* As without us: the next fault, or the signal sent again, ends the process. */
static void die(int sig, const siginfo_t *info) {
	real.sigaction(sig, &(struct sigaction){ .sa_handler = SIG_DFL }, NULL);
	if (info->si_code <= 0)
		sys(SYS_tgkill, getpid(), sys(SYS_gettid), sig);
}

/* A fault that our own code reckons with. */
static bool fix_up(ucontext_t *context) {
	uintptr_t pc = (uintptr_t)context->uc_mcontext.gregs[REG_RIP];
	bool fixed = fault_fixup(&pc);
	context->uc_mcontext.gregs[REG_RIP] = (greg_t)pc;
	return fixed;
}

static void explain_overflow(const struct co *self, const siginfo_t *info) {
	const char *at = info->si_addr, *base = self->stack.base;
	if (!base || at < base || at >= base + self->stack.guard)
		return;
	say(SAY_ERROR,
	    "thread %llu%s%s%s overflowed its stack of %zu KB; raise it with "
	    "--stack-size=SIZE, ulimit -s, or pthread_attr_setstacksize where the program sets it",
	    (unsigned long long)self->id, self->name[0] ? " (" : "", self->name,
	    self->name[0] ? ")" : "", self->stack.size >> 10);
}

static void handle_here(struct co *self, int sig, siginfo_t *info, ucontext_t *context) {
	struct sigaction action = action_for(sig);
	/* The kernel has blocked what is blocked during the handler, and will put the mask back that is
	 * in the context. */
	signal_set_mask(self, mask_during(self, &action, sig), false);
	run_handler(self, &(struct handling){ &action, sig, info, context });
	signal_set_mask(self, sigset_mask(&context->uc_sigmask), false);
}

static void on_signal(int sig, siginfo_t *info, void *ucontext) {
	struct co *self = co_self();
	int saved_errno = errno;
	bool fault = is_fault(sig, info);
	bool open =
		self && !self->shim.held_off && (self->away || atomic_load(&self->gate) == GATE_OUTSIDE);

	if (fault && fix_up(ucontext)) {
		errno = saved_errno;
		return;
	}
	if (fault && self && (sig == SIGSEGV || sig == SIGBUS))
		explain_overflow(self, info);
	if (!hooked(sig) || (fault && !open && (self || eg_tls.carrier))) {
		die(sig, info);
	} else if (!self && !eg_tls.carrier) {
		struct sigaction action = action_for(sig); /* a native thread */
		call_handler(&(struct handling){ &action, sig, info, ucontext });
	} else if (is_kick(info)) {
		if (open)
			signal_handle_posted(self);
	} else {
		if (open) /* of two signals at once, the kernel has blocked the first for the second */
			signal_set_mask(self, sigset_mask(&((ucontext_t *)ucontext)->uc_sigmask), false);
		struct co *to = addressee(sig, info, self);
		bool here = to && to == self && open;
		if (here && (sig < SIGRTMIN || !has_posted(self)))
			handle_here(self, sig, info, ucontext);
		else if (to ? !post(to, sig, info) : !leave_to_monitor(sig, info))
			refuse(sig, info, ucontext);
		else if (here)
			signal_handle_posted(self); /* behind those that came before */
	}
	errno = saved_errno;
}

/* ---- for shim/sigaction.c ---- */

bool signal_is_hooked(int sig, struct sigaction *action) {
	if (!hooked(sig))
		return false;
	*action = action_of(sig);
	return true;
}

int signal_hook(int sig, const struct sigaction *action, bool handled, int more_flags) {
	struct sigaction ours = *action;
	ours.sa_sigaction = on_signal;
	ours.sa_flags &= ~(SA_ONSTACK | (int)SA_RESETHAND);
	ours.sa_flags |= SA_SIGINFO | more_flags;
	atomic_fetch_add(&signals.action[sig].version, 1);
	signals.action[sig].now = *action;
	atomic_fetch_add(&signals.action[sig].version, 1);
	if (handled)
		atomic_fetch_or(&signals.hooked, sigmask_bit(sig));
	else
		signal_unhook(sig);
	return real.sigaction(sig, &ours, NULL);
}

void signal_unhook(int sig) {
	atomic_fetch_and(&signals.hooked, ~sigmask_bit(sig));
}

bool signal_started(void) {
	return signals.started;
}

/* ---- sending ---- */

static bool is_ignored(int sig) {
	struct sigaction action;
	uint64_t by_default = sigmask_bit(SIGCHLD) | sigmask_bit(SIGCONT) | sigmask_bit(SIGURG) |
			      sigmask_bit(SIGWINCH);
	if (real.sigaction(sig, NULL, &action) < 0 || hooked(sig))
		return false;
	return action.sa_handler == SIG_IGN ||
	       (action.sa_handler == SIG_DFL && (by_default & sigmask_bit(sig)));
}

int signal_send(struct co *co, int sig, const siginfo_t *info) {
	if (sig < 0 || sig > SIGNALS || sig == 32 || sig == 33)
		return EINVAL;
	if (sig == 0 || (is_ignored(sig) && !blocks(co, sig)))
		return 0;
	/* The kernel gives the handler a true context; but queued by it, the signal is the process's. */
	if (co == co_self() && !blocks(co, sig) && info->si_code == SI_TKILL) {
		siginfo_t to_self = *info;
		return (int)-sys(SYS_rt_tgsigqueueinfo, getpid(), sys(SYS_gettid), sig, &to_self);
	}
	if (!hooked(sig) && !blocks(co, sig)) {
		raise_unhooked(sig);
		return 0;
	}
	struct co *entered = gate_enter();
	bool posted = post(co, sig, info);
	gate_leave(entered);
	return posted ? 0 : EAGAIN;
}

bool signal_take_posted(struct co *self, uint64_t set, siginfo_t *info) {
	struct co *entered = gate_enter();
	struct pending *p = has_posted(self) ? take_next(self, set) : NULL;
	if (p) {
		*info = p->info;
		pool_put(p);
		let_in(self);
	}
	gate_leave(entered);
	return p != NULL;
}

uint64_t signal_posted(struct co *self) {
	struct co *entered = gate_enter();
	uint64_t set = 0;
	take_next(self, 0); /* sorts them */
	for (struct pending *p = self->shim.queue; p; p = p->next)
		set |= sigmask_bit(p->sig);
	gate_leave(entered);
	return set;
}

void signal_read_from_fd(uint64_t set) {
	atomic_fetch_or(&signals.on_fd, set);
}

void signal_discard(int sig) {
	if (atomic_load(&signals.posted))
		atomic_fetch_add(&signals.action[sig].discards, 1);
}

/* ---- start, end, fork ---- */

/* The signals that are pending for the calling kernel thread alone. */
static uint64_t private_pending(void) {
	char status[4096];
	uint64_t set = 0;
	if (sys(SYS_rt_sigpending, &set, sizeof set) < 0 || !set)
		return 0;
	int fd = (int)sys(SYS_openat, AT_FDCWD, "/proc/thread-self/status", O_RDONLY | O_CLOEXEC);
	long len = fd < 0 ? 0 : sys(SYS_read, fd, status, sizeof status - 1);
	if (fd >= 0)
		sys(SYS_close, fd);
	status[len > 0 ? len : 0] = '\0';
	const char *line = strstr(status, "\nSigPnd:");
	return line ? strtoull(line + strlen("\nSigPnd:"), NULL, 16) : 0;
}

/* What was sent to a thread before it became a coroutine goes with it. */
static void adopt_pending(struct co *self) {
	const struct timespec none = { 0 };
	siginfo_t info;
	for (uint64_t set; (set = private_pending() & self->sigmask & SIGMASK_ALL);) {
		long sig = sys(SYS_rt_sigtimedwait, &set, &info, &none, sizeof set);
		if (sig <= 0 || !post(self, (int)sig, &info))
			break;
	}
}

void signal_take_sigpipe(struct co *self) {
	const struct timespec none = { 0 };
	const uint64_t set = sigmask_bit(SIGPIPE);
	siginfo_t info;
	if ((self->sigmask & set) && (private_pending() & set) &&
	    sys(SYS_rt_sigtimedwait, &set, &info, &none, sizeof set) == SIGPIPE)
		post(self, SIGPIPE, &info);
}

void signal_start(void) {
	struct co *self = co_self();
	if (!signals.started) {
		signals.started = true;
		sigaction_start();
	}
	if (getpid() == (pid_t)sys(SYS_gettid))
		signals.main = self;
	if (self)
		adopt_pending(self);
}

void signal_ending(struct co *self) {
	lock_take(&signals.routing);
	self->shim.unsignalled = true;
	lock_drop(&signals.routing);
	for (struct pending *p; (p = take_next(self, SIGMASK_ALL));)
		pool_put(p);
	let_in(self);
	if (self == signals.main)
		signals.main = NULL;
}

void signal_forked(void) {
	struct co *self = co_self();
	uint64_t mask = sigmask_current();
	sigmask_apply(SIGMASK_ALL); /* nobody looks into the pool */
	atomic_store(&signals.fresh, 0);
	atomic_store(&signals.unused, 0);
	atomic_store(&signals.posted, 0);
	atomic_store(&signals.unrouted, NULL);
	atomic_store(&signals.routing.word, 0);
	signals.main = self;
	if (self) {
		atomic_store(&self->shim.signals, NULL);
		self->shim.queue = NULL;
		self->shim.held_off = false;
		atomic_store(&self->shim.pending, 0);
	}
	sigmask_apply(mask);
}
