/* sigaction.c - actions of signals: what the program asks for is remembered, and handlers are run by
 * signal.c. Before the runtime starts, all is the kernel's; then what is set is taken over. */
#include <errno.h>
#include <signal.h>
#include <string.h>

#include "runtime/lock.h"
#include "shim/calls.h"
#include "shim/pending.h"
#include "shim/real.h"
#include "shim/signal.h"

static struct lock lock; /* taken where no signal handler interrupts */

static bool is_ours(int sig) {
	return sig >= 1 && sig <= SIGNALS && sig != SIGKILL && sig != SIGSTOP && sig != 32 && sig != 33;
}

static bool is_handler(const struct sigaction *action) {
	return action->sa_handler != SIG_DFL && action->sa_handler != SIG_IGN;
}

/* The faults that tell of a stack overflow come to us even without a handler, on a stack of our own. */
static bool is_overflow(int sig) {
	return sig == SIGSEGV || sig == SIGBUS;
}

static bool is_ignored_by_default(int sig) {
	return sig == SIGCHLD || sig == SIGCONT || sig == SIGURG || sig == SIGWINCH;
}

static int change(int sig, const struct sigaction *action) {
	if (is_handler(action))
		return signal_hook(sig, action, true, is_overflow(sig) ? SA_ONSTACK : 0);
	if (is_overflow(sig) && action->sa_handler == SIG_DFL)
		return signal_hook(sig, action, false, SA_ONSTACK);
	int error = real.sigaction(sig, action, NULL);
	signal_unhook(sig); /* behind it: one that came before finds its handler, or is sent again */
	if (action->sa_handler == SIG_IGN || is_ignored_by_default(sig))
		pending_discard(sig);
	return error;
}

static int look_up(int sig, struct sigaction *action) {
	if (signal_is_hooked(sig, action))
		return 0;
	int error = real.sigaction(sig, NULL, action);
	if (!error && is_overflow(sig) && is_handler(action))
		*action = (struct sigaction){ .sa_handler = SIG_DFL };
	return error;
}

int shim_sigaction(int sig, const struct sigaction *action, struct sigaction *old) {
	if (!signal_started() || !is_ours(sig))
		return real.sigaction(sig, action, old);
	struct co *entered = gate_enter();
	uint64_t mask = 0;
	if (!entered) {
		mask = sigmask_current();
		sigmask_apply(SIGMASK_ALL);
	}
	struct sigaction was, wanted;
	if (action)
		wanted = *action; /* `old` may be the same object */
	lock_take(&lock);
	int error = look_up(sig, &was);
	if (!error && action)
		error = change(sig, &wanted);
	lock_drop(&lock);
	if (!entered)
		sigmask_apply(mask);
	gate_leave(entered);
	if (!error && old)
		*old = was;
	return error;
}

bool sigaction_reset(int sig) {
	struct sigaction now;
	lock_take(&lock);
	bool resets = signal_is_hooked(sig, &now) && (now.sa_flags & (int)SA_RESETHAND);
	if (resets) {
		real.sigaction(sig, &(struct sigaction){ .sa_handler = SIG_DFL }, NULL);
		signal_unhook(sig);
	}
	lock_drop(&lock);
	return resets;
}

void sigaction_forked(void) {
	atomic_store(&lock.word, 0);
}

void sigaction_start(void) {
	for (int sig = 1; sig <= SIGNALS; sig++) {
		struct sigaction action;
		if (!is_ours(sig) || real.sigaction(sig, NULL, &action) < 0)
			continue;
		if (is_handler(&action) || (is_overflow(sig) && action.sa_handler == SIG_DFL))
			change(sig, &action);
	}
}

/* ---- older names ---- */

static sighandler_t set_handler(int sig, sighandler_t handler, int flags) {
	struct sigaction action = { .sa_handler = handler, .sa_flags = flags }, old;
	if (handler == SIG_ERR || sig < 1 || sig > SIGNALS) {
		errno = EINVAL;
		return SIG_ERR;
	}
	if (!(flags & SA_NODEFER))
		sigaddset(&action.sa_mask, sig);
	return shim_sigaction(sig, &action, &old) < 0 ? SIG_ERR : old.sa_handler;
}

/* Signals that siginterrupt made interrupt. */
static _Atomic uint64_t interrupting;

sighandler_t shim_signal(int sig, sighandler_t handler) {
	bool interrupts = sig >= 1 && sig <= SIGNALS && (interrupting & sigmask_bit(sig));
	return set_handler(sig, handler, interrupts ? 0 : SA_RESTART);
}

sighandler_t shim_sysv_signal(int sig, sighandler_t handler) {
	return set_handler(sig, handler, (int)SA_RESETHAND | SA_NODEFER);
}

int shim_siginterrupt(int sig, int interrupt) {
	struct sigaction action;
	if (shim_sigaction(sig, NULL, &action) < 0)
		return -1;
	if (interrupt) {
		interrupting |= sigmask_bit(sig);
		action.sa_flags &= ~SA_RESTART;
	} else {
		interrupting &= ~sigmask_bit(sig);
		action.sa_flags |= SA_RESTART;
	}
	return shim_sigaction(sig, &action, NULL);
}

int shim_sigignore(int sig) {
	return set_handler(sig, SIG_IGN, 0) == SIG_ERR ? -1 : 0;
}

sighandler_t shim_sigset(int sig, sighandler_t handler) {
	sigset_t one, was;
	sigemptyset(&one);
	if (sigaddset(&one, sig) < 0)
		return SIG_ERR;
	if (handler == SIG_HOLD) {
		struct sigaction action;
		if (shim_sigprocmask(SIG_BLOCK, &one, &was) < 0)
			return SIG_ERR;
		if (sigismember(&was, sig))
			return SIG_HOLD;
		return shim_sigaction(sig, NULL, &action) < 0 ? SIG_ERR : action.sa_handler;
	}
	sighandler_t old = set_handler(sig, handler, 0);
	if (old == SIG_ERR || shim_sigprocmask(SIG_UNBLOCK, &one, &was) < 0)
		return SIG_ERR;
	return sigismember(&was, sig) ? SIG_HOLD : old;
}
