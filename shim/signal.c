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
#include "shim/sigframe.h"

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

/* There are some to handle if the coroutine does not block them; those to the process that it does are others'. Gate
 * closed. */
static void look_at_pending(struct co *self) {
	atomic_fetch_and(&self->attention, ~ATTEND_SIGNAL);
	if (pending_set(self) & ~self->sigmask)
		atomic_fetch_or(&self->attention, ATTEND_SIGNAL);
	pending_give_back(self);
}

/* The coroutine's mask, and what the kernel has to block meanwhile. */
static void change_masks(struct co *self, uint64_t mask, uint64_t kernels) {
	struct co *entered = gate_enter();
	if (self->in_call)
		sigmask_apply(SIGMASK_ALL); /* no gate keeps a handler off between the two */
	note_mask(self, mask);
	self->shim.deferred &= mask;
	sigmask_apply(kernels);
	atomic_thread_fence(memory_order_seq_cst); /* who posts looks at these two the other way round */
	if (unlikely(pending_exist(self)))
		look_at_pending(self);
	gate_open(entered);
}

/* A handler may run here and now: no code of the runtime does. */
static bool is_open(const struct co *self) {
	return !self->shim.held_off && (self->in_call || atomic_load(&self->gate) == GATE_OUTSIDE);
}

void signal_set_mask(struct co *self, uint64_t mask) {
	change_masks(self, mask, mask);
	if (signal_is_due(self) && is_open(self))
		signal_handle_posted(self);
}

void signal_note_mask(struct co *self, uint64_t mask) {
	change_masks(self, mask, self->sigmask);
}

void signal_mask_begin(struct co *self, struct signal_masked *masked, const sigset_t *mask) {
	*masked = (struct signal_masked){ .changed = mask != NULL, .old = self->sigmask };
	if (!mask)
		return;
	self->shim.masked = masked;
	signal_set_mask(self, sigset_mask(mask));
}

void signal_mask_end(struct co *self, struct signal_masked *masked) {
	if (!masked->changed)
		return;
	self->shim.masked = NULL;
	signal_set_mask(self, masked->old);
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

static bool is_on(const stack_t *altstack, uintptr_t sp) {
	return altstack->ss_size && sp - (uintptr_t)altstack->ss_sp < altstack->ss_size;
}

/* On the alternate stack, if there is one and the handler wants it. */
static void call_on(const stack_t *altstack, struct handling *h) {
	if ((h->action->sa_flags & SA_ONSTACK) && altstack->ss_size &&
	    !is_on(altstack, (uintptr_t)__builtin_frame_address(0)))
		context_call((char *)altstack->ss_sp + altstack->ss_size, call_handler, h);
	else
		call_handler(h);
}

static void run_handler(struct co *self, struct handling *h) {
	uint8_t interruption = self->interruption; /* the handler's own waits have theirs */
	bool suspends = co_blocking_suspend(self);
	call_on(&self->shim.altstack, h);
	if (suspends)
		co_blocking_resume(self);
	self->interruption = interruption;
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

/* The same at the delivery of a signal, which may reset it. False: it was reset before. */
static bool action_for(int sig, struct sigaction *action) {
	*action = action_of(sig);
	return !(action->sa_flags & (int)SA_RESETHAND) || sigaction_reset(sig);
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

/* A posted signal, in the context of its coroutine: what the kernel has interrupted, or this, if it is NULL. What it
 * came to. Where a handler has run, the kernel has all blocked, so that the next one is handled at the same depth of the
 * stack. */
static enum interruption handle_posted(struct co *self, struct pending *p, ucontext_t *context) {
	int sig = p->sig;
	siginfo_t info = p->info;
	struct sigaction action;
	pending_put(p);
	if (!hooked(sig) || !action_for(sig, &action)) {
		pending_let_in(self);
		raise_unhooked(sig);
		return INTERRUPTION_NONE;
	}
	struct signal_masked *masked = self->shim.masked;
	self->shim.masked = NULL;
	uint64_t mask = mask_during(self->sigmask, &action, sig), deferred = self->shim.deferred;
	self->shim.deferred |= mask & ~self->sigmask;
	ucontext_t own;
	if (!context) {
		getcontext(&own);
		context = &own;
	}
	set_context_mask(context, masked ? masked->old : self->sigmask);
	change_masks(self, mask, mask);
	pending_let_in(self);
	if (signal_is_due(self))
		signal_handle_posted(self); /* by handlers that interrupt this one */
	run_handler(self, &(struct handling){ &action, sig, &info, context });
	self->shim.deferred = deferred;
	change_masks(self, sigset_mask(&context->uc_sigmask), SIGMASK_ALL);
	if (masked)
		masked->old = self->sigmask;
	return action.sa_flags & SA_RESTART ? INTERRUPTION_RESTARTS : INTERRUPTION_ENDS;
}

/* All that there are. */
static enum interruption handle_all_posted(struct co *self, ucontext_t *context) {
	int saved_errno = errno;
	enum interruption worst = INTERRUPTION_NONE;
	do {
		for (struct pending *p; (p = pending_take(self, ~self->sigmask));) {
			/* The handler may leave by siglongjmp: the next gate sees to what is behind it.
			 */
			if (pending_exist(self))
				atomic_fetch_or(&self->attention, ATTEND_SIGNAL);
			enum interruption how = handle_posted(self, p, context);
			worst = how > worst ? how : worst;
		}
		atomic_fetch_and(&self->attention, ~ATTEND_SIGNAL);
		pending_give_back(self);
	} while (atomic_load(&self->shim.signals));
	errno = saved_errno;
	return worst;
}

/* On the way out of the gate. */
void signal_handle_posted(struct co *self) {
	enum interruption how = handle_all_posted(self, NULL);
	if (how > self->interruption)
		self->interruption = how;
	if (how != INTERRUPTION_NONE)
		sigmask_apply(self->sigmask);
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

/* No room for it here: let it stay pending in the kernel, and blocked for a while. */
static void refuse(int sig, const siginfo_t *info, ucontext_t *context) {
	set_context_mask(context, sigset_mask(&context->uc_sigmask) | sigmask_bit(sig));
	pending_send(sig, info);
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
			pending_send(p->sig, &p->info); /* blocked by all, it waits in the kernel */
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

/* The handler is no longer the program's, by another thread perhaps: the kernel knows what is to be done now. */
static void send_again(int sig, const siginfo_t *info) {
	siginfo_t again = *info;
	if (sys(SYS_rt_tgsigqueueinfo, getpid(), sys(SYS_gettid), sig, &again) < 0)
		sys(SYS_tgkill, getpid(), sys(SYS_gettid), sig);
}

static void handle_here(struct co *self, int sig, siginfo_t *info, ucontext_t *context) {
	struct sigaction action;
	if (!action_for(sig, &action)) {
		send_again(sig, info);
		return;
	}
	uint64_t mask = mask_during(self->sigmask, &action, sig), deferred = self->shim.deferred;
	self->shim.deferred |= mask & ~self->sigmask;
	signal_set_mask(self, mask);
	run_handler(self, &(struct handling){ &action, sig, info, context });
	self->shim.deferred = deferred;
}

/* The mask that the kernel is about to put back is the coroutine's. Until it does, all signals wait, so that it puts
 * no frame on top of this one. What there is to handle by then is handled here. The coroutine may be on another kernel
 * thread by now, whose alternate stack stays that one's. */
static void return_from(struct co *self, ucontext_t *context) {
	change_masks(self, sigset_mask(&context->uc_sigmask), SIGMASK_ALL);
	while (signal_is_due(self)) {
		handle_all_posted(self, context);
		change_masks(self, self->sigmask, SIGMASK_ALL);
	}
	set_context_mask(context, self->sigmask);
	sys(SYS_sigaltstack, NULL, &context->uc_stack);
}

/* The program has changed the kernel's mask behind our back, as by setcontext. */
static void follow_mask(struct co *self, const ucontext_t *context) {
	uint64_t mask = sigset_mask(&context->uc_sigmask);
	if (unlikely(mask != self->sigmask))
		change_masks(self, mask, SIGMASK_ALL);
}

/* Of a kernel thread that is none of ours. */
static void handle_natively(int sig, siginfo_t *info, ucontext_t *context) {
	struct sigaction action;
	stack_t altstack;
	if (!action_for(sig, &action)) {
		send_again(sig, info);
		return;
	}
	sys(SYS_sigaltstack, NULL, &altstack); /* the size of none is 0 */
	sigmask_apply(mask_during(sigset_mask(&context->uc_sigmask), &action, sig));
	call_on(&altstack, &(struct handling){ &action, sig, info, context });
}

static void deliver(int sig, siginfo_t *info, void *context) {
	struct co *self = co_self();
	int saved_errno = errno;
	bool open = self && is_open(self), returns = open;
	if (open)
		follow_mask(self, context);
	if (!pending_is_kick(info)) {
		struct co *to = addressee(sig, info, self);
		if (open && to == self && (sig < SIGRTMIN || !pending_exist(self))) {
			handle_here(self, sig, info, context);
		} else if (to ? !pending_post(to, sig, info, !is_for_thread(sig, info))
			      : !leave_to_monitor(sig, info)) {
			refuse(sig, info, context);
			returns = false;
		}
	}
	if (returns)
		return_from(self, context);
	errno = saved_errno;
}

/* Faults that may be a stack's overflow come on an alternate stack of the kernel thread's. To a handler that the
 * program has it is delivered where it would be without us: the coroutine may leave the kernel thread meanwhile. */
static void move_frame(const struct co *self, int sig, siginfo_t *info, ucontext_t *context) {
	enum { RED_ZONE = 128 };
	const stack_t *altstack = &self->shim.altstack;
	uintptr_t sp = (uintptr_t)context->uc_mcontext.gregs[REG_RSP] - RED_ZONE;
	if ((action_of(sig).sa_flags & SA_ONSTACK) && altstack->ss_size && !is_on(altstack, sp))
		sp = (uintptr_t)altstack->ss_sp + altstack->ss_size;
	sigframe_move(sig, info, context, (char *)sp, (SIGMASK_ALL & ~FAULTS) | sigmask_bit(sig),
		      deliver);
}

static void on_signal(int sig, siginfo_t *info, void *context) {
	struct co *self = co_self();
	int saved_errno = errno;
	bool is_ours = self || eg_tls.carrier;
	bool fault = is_fault(sig, info), may_overflow = sig == SIGSEGV || sig == SIGBUS;
	bool open = self && is_open(self);

	if (fault && fix_up(context)) {
		errno = saved_errno;
		return;
	}
	if (fault && self && may_overflow)
		explain_overflow(self, info);
	if (fault && (!hooked(sig) || (is_ours && !open)))
		die(sig, info);
	else if (!hooked(sig) && may_overflow)
		die(sig, info);
	else if (!hooked(sig))
		send_again(sig, info);
	else if (!is_ours)
		handle_natively(sig, info, context);
	else if (open && may_overflow)
		move_frame(self, sig, info, context);
	else
		deliver(sig, info, context);
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
	sigaction_forked();
	pending_forked(self);
	sigmask_apply(mask);
}
