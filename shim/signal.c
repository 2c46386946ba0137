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
 * A coroutine's mask is the kernel's mask while it runs outside the gate, but for on_signal itself, which has all
 * signals blocked: one that came between a change of the one mask and of the other would take the kernel's for the
 * coroutine's. What a handler makes of its context's mask, and siglongjmp, is followed (return_from, shim_siglongjmp). */
#include "shim/signal.h"

#include <errno.h>
#include <stdatomic.h>
#include <string.h>
#include <ucontext.h>
#include <unistd.h>

#include "runtime/fault.h"
#include "runtime/fence.h"
#include "runtime/hub.h"
#include "runtime/lock.h"
#include "runtime/monitor.h"
#include "runtime/say.h"
#include "runtime/sigmask.h"
#include "runtime/stack.h"
#include "runtime/sys.h"
#include "shim/calls.h"
#include "shim/pending.h"
#include "shim/real.h"

static struct {
	bool started;
	struct {
		_Atomic unsigned version; /* odd while it is written */
		struct sigaction now;     /* the program's */
	} action[SIGNALS + 1];
	_Atomic uint64_t hooked;
	struct co *main;
	_Atomic(struct pending *) unrouted; /* for which on_signal found nobody */
	/* Coroutines are offered signals, which may end at any moment: see signal_ending. */
	_Atomic bool is_routing; /* always, where there are no fences */
	struct lock routing;     /* held while one is offered a signal */
} signals;

static bool hooked(int sig) {
	return atomic_load(&signals.hooked) & sigmask_bit(sig);
}

/* ---- masks ---- */

/* Gate closed. */
static void note_mask(struct co *self, uint64_t mask) {
	if (mask != self->sigmask) {
		sigmask_change(self->sigmask, mask);
		self->sigmask = mask;
	}
	if (!self->away)
		self->hub->sigmask = mask;
}

void signal_set_mask(struct co *self, uint64_t mask) {
	struct co *entered = gate_enter();
	note_mask(self, mask);
	sigmask_apply(mask);
	atomic_thread_fence(memory_order_seq_cst); /* who posts looks at these two the other way round */
	if (unlikely(pending_exist(self)))
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

/* Of who blocks `mask` otherwise. */
static uint64_t mask_during(uint64_t mask, const struct sigaction *action, int sig) {
	uint64_t own = action->sa_flags & SA_NODEFER ? 0 : sigmask_bit(sig);
	return mask | sigset_mask(&action->sa_mask) | own;
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
	pending_put(p);
	if (!hooked(sig)) {
		pending_let_in(self);
		raise_unhooked(sig);
		return true;
	}
	struct sigaction action = action_for(sig);
	ucontext_t context;
	getcontext(&context);
	set_context_mask(&context, self->sigmask);
	signal_set_mask(self, mask_during(self->sigmask, &action, sig));
	pending_let_in(self);
	run_handler(self, &(struct handling){ &action, sig, &info, &context });
	signal_set_mask(self, sigset_mask(&context.uc_sigmask));
	return action.sa_flags & SA_RESTART;
}

/* On the way out of the gate. */
void signal_handle_posted(struct co *self) {
	int saved_errno = errno;
	bool restart = true;
	do {
		for (struct pending *p; (p = pending_take(self, ~self->sigmask));) {
			/* The handler may leave by siglongjmp: the next gate sees to what is behind it.
			 */
			if (pending_exist(self))
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

#define FAULTS                                                                                          \
	(sigmask_bit(SIGSEGV) | sigmask_bit(SIGBUS) | sigmask_bit(SIGFPE) | sigmask_bit(SIGILL) |       \
	 sigmask_bit(SIGTRAP) | sigmask_bit(SIGSYS))

static bool is_fault(int sig, const siginfo_t *info) {
	return info->si_code > 0 && (FAULTS & sigmask_bit(sig));
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

static bool accepts(const struct co *co, int sig) {
	return !co->shim.unsignalled && !signal_is_blocked(co, sig);
}

/* Whom a signal is for that interrupted `self`, or a carrier's own context (NULL). */
static struct co *addressee(int sig, const siginfo_t *info, struct co *self) {
	struct co *main = signals.main;
	if (is_for_thread(sig, info))
		return self ? self : main;
	if (main && accepts(main, sig))
		return main;
	if (self && accepts(self, sig))
		return self;
	struct co *current = current_here(self); /* a switch to it is under way */
	return current && accepts(current, sig) ? current : NULL;
}

/* Nobody here accepts it: the monitor looks for somebody who does. */
static void hand_to_monitor(struct pending *p) {
	pending_push(&signals.unrouted, p);
	monitor_poke();
}

static bool leave_to_monitor(int sig, const siginfo_t *info) {
	struct pending *p = pending_get();
	if (!p)
		return false;
	p->sig = sig;
	p->info = *info;
	hand_to_monitor(p);
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
	if (co_is_here(co) && accepts(co, p->sig))
		taken = pending_post(co, p->sig, &p->info, true);
	lock_drop(&signals.routing);
	return taken;
}

static bool offer_to_owner(void *owner, void *arg) {
	return offer(owner, arg);
}

void signal_route(void) {
	struct pending *p = pending_oldest_first(atomic_exchange(&signals.unrouted, NULL));
	if (!p)
		return;
	bool always = atomic_exchange(&signals.is_routing, true);
	fence_everywhere();
	while (p) {
		struct pending *next = p->next;
		if (!stacks_each(offer_to_owner, p) && !hubs_each_adopted(offer_to_owner, p))
			send_to_process(p->sig, &p->info); /* blocked by all, it waits in the kernel */
		pending_put(p);
		p = next;
	}
	atomic_store(&signals.is_routing, always);
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
	signal_set_mask(self, mask_during(self->sigmask, &action, sig));
	run_handler(self, &(struct handling){ &action, sig, info, context });
}

/* The mask that the kernel is about to put back is the coroutine's. Signals may come in between; but once there is
 * nothing more to handle they have to wait until the kernel does, so that it puts no frame on top of this one. In a
 * call on a carrier, whose gate is closed, what there is to handle waits for the end of the call. */
static void return_from(struct co *self, const ucontext_t *context) {
	uint64_t mask = sigset_mask(&context->uc_sigmask);
	struct co *entered;
	do {
		signal_set_mask(self, mask);
		entered = gate_enter();
		sigmask_apply(SIGMASK_ALL);
		gate_open(entered);
	} while (entered && (atomic_load(&self->attention) & ATTEND_SIGNAL));
}

/* The program has changed the kernel's mask behind our back, as by setcontext. */
static void follow_mask(struct co *self, const ucontext_t *context) {
	uint64_t mask = sigset_mask(&context->uc_sigmask);
	if (likely(mask == self->sigmask))
		return;
	struct co *entered = gate_enter();
	note_mask(self, mask);
	gate_open(entered);
}

/* Of a kernel thread that is none of ours. */
static void handle_natively(int sig, siginfo_t *info, ucontext_t *context) {
	struct sigaction action = action_for(sig);
	sigmask_apply(mask_during(sigset_mask(&context->uc_sigmask), &action, sig));
	call_handler(&(struct handling){ &action, sig, info, context });
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
		handle_natively(sig, info, ucontext);
	} else if (pending_is_kick(info)) {
		if (open) {
			signal_handle_posted(self);
			return_from(self, ucontext);
		}
	} else {
		if (open)
			follow_mask(self, ucontext);
		struct co *to = addressee(sig, info, self);
		bool here = to && to == self && open;
		if (here && (sig < SIGRTMIN || !pending_exist(self))) {
			handle_here(self, sig, info, ucontext);
			return_from(self, ucontext);
		} else if (to ? !pending_post(to, sig, info, !is_for_thread(sig, info))
			      : !leave_to_monitor(sig, info)) {
			refuse(sig, info, ucontext);
		} else if (here) {
			signal_handle_posted(self); /* behind those that came before */
			return_from(self, ucontext);
		}
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
	mask_sigset(SIGMASK_ALL & ~FAULTS, &ours.sa_mask); /* a fault in there is to be told of */
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
	if (sig == 0 || (is_ignored(sig) && !signal_is_blocked(co, sig)))
		return 0;
	/* The kernel gives the handler a true context; but queued by it, the signal is the process's. */
	if (co == co_self() && !signal_is_blocked(co, sig) && info->si_code == SI_TKILL) {
		siginfo_t to_self = *info;
		return (int)-sys(SYS_rt_tgsigqueueinfo, getpid(), sys(SYS_gettid), sig, &to_self);
	}
	if (!hooked(sig) && !signal_is_blocked(co, sig)) {
		raise_unhooked(sig);
		return 0;
	}
	struct co *entered = gate_enter();
	bool posted = pending_post(co, sig, info, false);
	gate_leave(entered);
	return posted ? 0 : EAGAIN;
}

/* ---- start, end, fork ---- */

void signal_start(void) {
	struct co *self = co_self();
	if (!signals.started) {
		signals.started = true;
		atomic_store(&signals.is_routing, !fence_everywhere());
		sigaction_start();
	}
	if (getpid() == (pid_t)sys(SYS_gettid))
		signals.main = self;
	if (self)
		pending_adopt(self);
}

void signal_ending(struct co *self) {
	if (self == signals.main)
		signals.main = NULL;
	self->shim.unsignalled = true;
	barrier(); /* the processor's is signal_route's fence: it sees the one, or we the other */
	if (unlikely(atomic_load_explicit(&signals.is_routing, memory_order_acquire))) {
		lock_take(&signals.routing); /* an offer may be under way */
		lock_drop(&signals.routing);
	}
	if (unlikely(pending_exist(self))) {
		for (struct pending *p; (p = pending_take(self, SIGMASK_ALL));) {
			if (p->to_process)
				hand_to_monitor(p); /* it is another thread's */
			else
				pending_put(p);
		}
		pending_let_in(self);
	}
}

void signal_forked(void) {
	struct co *self = co_self();
	uint64_t mask = sigmask_current();
	sigmask_apply(SIGMASK_ALL); /* nobody looks into the pool */
	atomic_store(&signals.unrouted, NULL);
	atomic_store(&signals.routing.word, 0);
	atomic_store(&signals.is_routing, !fence_everywhere());
	signals.main = self;
	pending_forked(self);
	sigmask_apply(mask);
}
