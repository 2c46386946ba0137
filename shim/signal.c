/* signal.c - signals: handlers, masks, and who gets what.
 *
 * The kernel calls on_signal for every signal that the program handles. A program's handler runs in the
 * context of a coroutine, on its stack and with its TCB, and only while that coroutine runs code of the
 * program: never inside the runtime. So a signal that arrives elsewhere is posted to a coroutine: it is
 * queued there, the coroutine is woken if it is parked, and handles it on its way out of the gate.
 *
 * A signal to the process goes where the kernel would let it go: to the main thread, unless that blocks
 * it; else to whom it interrupted; else to a coroutine that has unblocked it. SIGPROF and SIGVTALRM stay
 * with whom they interrupted, and so do signals to a thread, and faults.
 *
 * A coroutine's mask is the kernel's mask while it runs. The masks that are set behind our back, by
 * sigreturn and siglongjmp, are followed (on_signal, shim_siglongjmp). */
#include "shim/signal.h"

#include <errno.h>
#include <stdatomic.h>
#include <string.h>
#include <ucontext.h>
#include <unistd.h>

#include "runtime/carrier.h"
#include "runtime/hub.h"
#include "runtime/say.h"
#include "runtime/sigmask.h"
#include "runtime/sys.h"
#include "shim/calls.h"
#include "shim/real.h"

enum { RECEIVERS = 64, POOL = 1024 };

typedef void handler_fn(int, siginfo_t *, void *);

/* A signal on its way. */
struct pending {
	struct pending *next;
	int sig;
	siginfo_t info;
};

static struct {
	bool started;
	struct {
		_Atomic unsigned version; /* odd while it is written */
		struct sigaction now;     /* the program's */
	} action[SIGNALS + 1];
	_Atomic uint64_t hooked;
	struct co *main;
	_Atomic(struct co *) receiver[RECEIVERS]; /* that unblock what the main thread blocks */
	struct pending pool[POOL];
	_Atomic uint64_t unused; /* head of a list of the pool: index plus one, and a counter above */
} signals;

static bool hooked(int sig) {
	return atomic_load(&signals.hooked) & sigmask_bit(sig);
}

static bool blocks(const struct co *co, int sig) {
	return co->sigmask & sigmask_bit(sig);
}

/* ---- the pool of pending signals; async-signal-safe ---- */

static struct pending *pool_get(void) {
	uint64_t head = atomic_load(&signals.unused), next;
	struct pending *p;
	do {
		unsigned index = (unsigned)head;
		if (!index)
			return NULL;
		p = &signals.pool[index - 1];
		next = (head & ~UINT64_C(0xffffffff)) + (UINT64_C(1) << 32);
		if (p->next)
			next |= (uint64_t)(p->next - signals.pool + 1);
	} while (!atomic_compare_exchange_weak(&signals.unused, &head, next));
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

/* Queue the signal at the coroutine and see that it looks. False: no room for what it carries. */
static bool post(struct co *co, int sig, const siginfo_t *info) {
	uint64_t bit = sigmask_bit(sig);
	bool was_pending = atomic_fetch_or(&co->shim.pending, bit) & bit;
	if (!was_pending || sig >= SIGRTMIN) {
		struct pending *p = pool_get();
		if (!p)
			return false;
		p->sig = sig;
		p->info = *info;
		p->next = atomic_load(&co->shim.signals);
		while (!atomic_compare_exchange_weak(&co->shim.signals, &p->next, p))
			;
	}
	if (blocks(co, sig))
		return true; /* it looks when it unblocks it */
	atomic_fetch_or(&co->attention, ATTEND_SIGNAL);
	if (co_claim(co, WAKE_SIGNAL))
		hub_post(co);
	else if (co->away)
		kick(co->carrier, sig);
	return true;
}

/* Those that were queued, oldest first. */
static struct pending *take_posted(struct co *self) {
	struct pending *newest = atomic_exchange(&self->shim.signals, NULL), *oldest = NULL;
	while (newest) {
		struct pending *next = newest->next;
		newest->next = oldest;
		oldest = newest;
		newest = next;
	}
	return oldest;
}

static void put_back(struct co *self, struct pending *p) {
	p->next = atomic_load(&self->shim.signals);
	while (!atomic_compare_exchange_weak(&self->shim.signals, &p->next, p))
		;
}

/* ---- masks ---- */

/* Who unblocks what the main thread blocks must be found by on_signal. */
static void note_receiver(struct co *self) {
	struct co *main = signals.main;
	if (!main || self == main || !(main->sigmask & ~self->sigmask) || self->shim.receiver)
		return;
	for (int i = 0; i < RECEIVERS; i++) {
		struct co *none = NULL;
		if (atomic_compare_exchange_strong(&signals.receiver[i], &none, self)) {
			self->shim.receiver = true;
			return;
		}
	}
	say_once(SAY_WARN,
		 "more than %d threads unblock signals that the main thread blocks: some of them "
		 "will not be found for signals to the process",
		 RECEIVERS);
}

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
	note_receiver(self);
	if (atomic_load(&self->shim.pending) & ~mask)
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

/* A posted signal, in the context of its coroutine. */
static void handle_posted(struct co *self, struct pending *p) {
	int sig = p->sig;
	siginfo_t info = p->info;
	pool_put(p);
	if (!hooked(sig)) {
		raise_unhooked(sig);
		return;
	}
	struct sigaction action = action_for(sig);
	self->shim.restart &= (action.sa_flags & SA_RESTART) != 0;
	ucontext_t context;
	getcontext(&context);
	uint64_t old = self->sigmask;
	signal_set_mask(self, mask_during(self, &action, sig), true);
	run_handler(self, &(struct handling){ &action, sig, &info, &context });
	signal_set_mask(self, old, true);
}

/* On the way out of the gate. */
void signal_handle_posted(struct co *self) {
	int saved_errno = errno;
	self->shim.restart = true;
	for (struct pending *p = take_posted(self), *next; p; p = next) {
		next = p->next;
		if (blocks(self, p->sig)) {
			put_back(self, p);
			continue;
		}
		atomic_fetch_and(&self->shim.pending, ~sigmask_bit(p->sig));
		handle_posted(self, p);
	}
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

/* Whom a signal is for that interrupted `self`, or a carrier's own context (NULL). */
static struct co *addressee(int sig, const siginfo_t *info, struct co *self) {
	struct co *main = signals.main;
	if (is_for_thread(sig, info))
		return self ? self : main;
	if (main && !blocks(main, sig))
		return main;
	if (self && !blocks(self, sig))
		return self;
	for (int i = 0; i < RECEIVERS; i++) {
		struct co *co = atomic_load(&signals.receiver[i]);
		if (co && !blocks(co, sig))
			return co;
	}
	return NULL;
}

static void set_context_mask(ucontext_t *context, uint64_t mask) {
	memcpy(&context->uc_sigmask, &mask, sizeof mask);
}

/* Nobody accepts it just now: let it stay pending in the kernel, and blocked here. */
static void refuse(int sig, const siginfo_t *info, ucontext_t *context) {
	set_context_mask(context, sigset_mask(&context->uc_sigmask) | sigmask_bit(sig));
	siginfo_t again = *info;
	if (sys(SYS_rt_sigqueueinfo, getpid(), sig, &again) < 0)
		sys(SYS_kill, getpid(), sig);
	if (eg_tls.carrier && eg_tls.carrier->hub)
		eg_tls.carrier->hub->sigmask = sigset_mask(&context->uc_sigmask);
}

/* As without us: the next fault, or the signal sent again, ends the process. */
static void die(int sig, const siginfo_t *info) {
	real.sigaction(sig, &(struct sigaction){ .sa_handler = SIG_DFL }, NULL);
	if (info->si_code <= 0)
		sys(SYS_tgkill, getpid(), sys(SYS_gettid), sig);
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
	bool open = self && (self->away || atomic_load(&self->gate) == GATE_OUTSIDE);

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
		struct co *to = addressee(sig, info, self);
		if (to && to == self && open)
			handle_here(self, sig, info, ucontext);
		else if (!to || !post(to, sig, info))
			refuse(sig, info, ucontext);
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
	if (co == co_self()) {
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
	bool found = false;
	for (struct pending *p = take_posted(self), *next; p; p = next) {
		next = p->next;
		if (found || !(set & sigmask_bit(p->sig))) {
			put_back(self, p);
			continue;
		}
		atomic_fetch_and(&self->shim.pending, ~sigmask_bit(p->sig));
		*info = p->info;
		pool_put(p);
		found = true;
	}
	return found;
}

/* ---- start, end, fork ---- */

void signal_start(void) {
	for (unsigned i = 0; i < POOL; i++)
		pool_put(&signals.pool[i]);
	if (getpid() == (pid_t)sys(SYS_gettid))
		signals.main = co_self();
	signals.started = true;
	sigaction_start();
}

void signal_ending(struct co *self) {
	struct pending *p = take_posted(self);
	while (p) {
		struct pending *next = p->next;
		pool_put(p);
		p = next;
	}
	if (self == signals.main)
		signals.main = NULL;
	for (int i = 0; self->shim.receiver && i < RECEIVERS; i++) {
		struct co *me = self;
		atomic_compare_exchange_strong(&signals.receiver[i], &me, NULL);
	}
}

void signal_forked(void) {
	struct co *self = co_self();
	for (int i = 0; i < RECEIVERS; i++)
		atomic_store(&signals.receiver[i], NULL);
	signals.main = self;
	if (self) {
		self->shim.receiver = false;
		atomic_store(&self->shim.signals, NULL);
		atomic_store(&self->shim.pending, 0);
	}
}
