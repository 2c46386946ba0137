/* sigwait.c - masks, alternate stacks, sending to threads, and waiting for signals.
 *
 * To wait for a blocked signal is to park on a signalfd, for those to the process, and to be woken by
 * whoever posts one to the coroutine. */
#include <errno.h>
#include <pthread.h>
#include <setjmp.h>
#include <signal.h>
#include <string.h>
#include <ucontext.h>
#include <unistd.h>

#include "runtime/fd.h"
#include "runtime/hub.h"
#include "runtime/sys.h"
#include "shim/blocking.h"
#include "shim/calls.h"
#include "shim/deadline.h"
#include "shim/io.h"
#include "shim/pending.h"
#include "shim/real.h"
#include "shim/signal.h"

/* ---- masks ---- */

int shim_pthread_sigmask(int how, const sigset_t *set, sigset_t *old) {
	struct co *self = co_self();
	if (!self)
		return real.pthread_sigmask(how, set, old);
	uint64_t was = self->sigmask, mask = was;
	if (set) {
		switch (how) {
		case SIG_BLOCK: mask |= sigset_mask(set); break;
		case SIG_UNBLOCK: mask &= ~sigset_mask(set); break;
		case SIG_SETMASK: mask = sigset_mask(set); break;
		default: return EINVAL;
		}
		mask &= ~(sigmask_bit(SIGKILL) | sigmask_bit(SIGSTOP));
	}
	if (old)
		mask_sigset(was, old);
	if (mask != was)
		signal_set_mask(self, mask);
	return 0;
}

int shim_sigprocmask(int how, const sigset_t *set, sigset_t *old) {
	return (int)io_result(-shim_pthread_sigmask(how, set, old));
}

static int change_one(int how, int sig) {
	sigset_t one;
	sigemptyset(&one);
	return sigaddset(&one, sig) < 0 ? -1 : shim_sigprocmask(how, &one, NULL);
}

int shim_sighold(int sig) {
	return change_one(SIG_BLOCK, sig);
}

int shim_sigrelse(int sig) {
	return change_one(SIG_UNBLOCK, sig);
}

int shim_sigpending(sigset_t *set) {
	int error = real.sigpending(set);
	struct co *self = co_self();
	if (error || !self)
		return error;
	if (sigset_mask(set)) { /* some for the kernel thread alone: they are the coroutine's, or ours */
		struct co *entered = gate_enter();
		pending_adopt(self);
		gate_leave(entered);
		error = real.sigpending(set);
	}
	mask_sigset(sigset_mask(set) | (pending_set(self) & self->sigmask), set);
	return error;
}

/* The real ones put the kernel's mask back that was saved; ours follows. */
static void follow_jump(const struct __jmp_buf_tag *env) {
	struct co *self = co_self();
	if (self && env->__mask_was_saved)
		signal_set_mask(self, sigset_mask((const sigset_t *)&env->__saved_mask));
}

void shim_siglongjmp(struct __jmp_buf_tag env[1], int value) {
	follow_jump(env);
	real.siglongjmp(env, value);
	__builtin_unreachable();
}

void shim___longjmp_chk(struct __jmp_buf_tag env[1], int value) {
	follow_jump(env);
	/* glibc's check takes any jump to a higher frame for a fault, unless it is to another stack that
	 * the kernel knows of. A coroutine's alternate stack is none, so the check is left out. */
	real.siglongjmp(env, value);
	__builtin_unreachable();
}

/* These do so themselves. A signal that comes just between is followed, and the new mask is so by the next one. */
static void follow_context(const ucontext_t *context) {
	struct co *self = co_self();
	uint64_t mask = sigset_mask(&context->uc_sigmask);
	if (self && mask != self->sigmask)
		signal_note_mask(self, mask);
}

int shim_setcontext(const ucontext_t *context) {
	follow_context(context);
	return real.setcontext(context);
}

int shim_swapcontext(ucontext_t *saved, const ucontext_t *context) {
	follow_context(context);
	return real.swapcontext(saved, context);
}

/* ---- alternate stacks: the kernel's own belongs to the carrier ---- */

int shim_sigaltstack(const stack_t *wanted, stack_t *old) {
	struct co *self = co_self();
	if (!self)
		return real.sigaltstack(wanted, old);
	stack_t *now = &self->shim.altstack, was = *now;
	const char *here = __builtin_frame_address(0), *base = now->ss_sp;
	bool on_it = now->ss_size && here >= base && here < base + now->ss_size;
	if (wanted && on_it)
		return (int)io_result(-EPERM);
	if (wanted && (wanted->ss_flags & ~(int)(SS_DISABLE | SS_ONSTACK | (1u << 31))))
		return (int)io_result(-EINVAL);
	if (wanted && !(wanted->ss_flags & SS_DISABLE) &&
	    wanted->ss_size < (size_t)sysconf(_SC_MINSIGSTKSZ))
		return (int)io_result(-ENOMEM);
	if (wanted)
		*now = wanted->ss_flags & SS_DISABLE ? (stack_t){ 0 } : *wanted;
	if (old) {
		*old = was;
		old->ss_flags = on_it ? SS_ONSTACK : was.ss_size ? 0 : SS_DISABLE;
	}
	return 0;
}

/* ---- sending ---- */

static siginfo_t sent_by_us(int sig, int code) {
	siginfo_t info;
	memset(&info, 0, sizeof info);
	info.si_signo = sig;
	info.si_code = code;
	info.si_pid = getpid();
	info.si_uid = getuid();
	return info;
}

int signal_kill(struct co *co, int sig) {
	siginfo_t info = sent_by_us(sig, SI_TKILL);
	return signal_send(co, sig, &info);
}

int shim_pthread_kill(pthread_t id, int sig) {
	struct co *co = co_of((void *)id);
	if (!co)
		return real.pthread_kill(id, sig);
	/* As glibc, for a thread that has ended and was not joined. */
	return co_ended(co) ? 0 : signal_kill(co, sig);
}

int shim_raise(int sig) {
	struct co *self = co_self();
	return self ? (int)io_result(-signal_kill(self, sig)) : real.raise(sig);
}

int shim_pthread_sigqueue(pthread_t id, int sig, const union sigval value) {
	struct co *co = co_of((void *)id);
	if (!co)
		return real.pthread_sigqueue(id, sig, value);
	siginfo_t info = sent_by_us(sig, SI_QUEUE);
	info.si_value = value;
	return co_ended(co) ? 0 : signal_send(co, sig, &info);
}

/* ---- waiting ---- */

int shim_signalfd(int fd, const sigset_t *set, int flags) {
	int made = real.signalfd(fd, set, flags);
	if (made >= 0)
		pending_read_from_fd(sigset_mask(set));
	return made;
}

/* Park, with another mask unless that is NULL, until a handler has run: -EINTR, or -ECANCELED. Gate closed. */
static int suspend(struct co *self, const sigset_t *mask) {
	struct signal_masked masked;
	signal_mask_begin(self, &masked, mask);
	int error;
	do {
		co_prepare(self);
		error = wake_result(co_park(self, FOREVER_NS));
	} while (error == -EINTR && !(error = signal_ends(self)));
	signal_mask_end(self, &masked);
	return error;
}

int shim_sigsuspend(const sigset_t *mask) {
	struct co *self = gate_enter(); /* also alone: the mask is ours to know */
	if (!self)
		return real.sigsuspend(mask);
	int error = suspend(self, mask);
	gate_leave(self);
	return (int)io_result(error);
}

int shim_pause(void) {
	struct co *self = blocking_enter(CALL_pause);
	if (!self)
		return real.pause();
	int error = suspend(self, NULL);
	gate_leave(self);
	return (int)io_result(error);
}

/* Take what is there: a signal, or 0. */
static int take_pending(struct co *self, uint64_t set, siginfo_t *info) {
	const struct timespec none = { 0 };
	if (pending_accept(self, set, info))
		return info->si_signo;
	long sig;
	do
		sig = sys(SYS_rt_sigtimedwait, &set, info, &none, sizeof set);
	while (sig > 0 && pending_is_kick(info));
	return sig > 0 ? (int)sig : 0;
}

/* Park until there is something to take, or a handler has run. 0, -ETIMEDOUT, -EINTR, or -ENOSYS where
 * it cannot be done. */
static int park_for(struct co *self, uint64_t set, int64_t deadline_ns) {
	int fd = (int)sys(SYS_signalfd4, -1, &set, sizeof set, SFD_CLOEXEC | SFD_NONBLOCK);
	atomic_store(&self->shim.waits_for, set);
	/* What was posted before is seen here, what is posted from now on wakes. */
	uint64_t posted = pending_set(self) & set;
	int error = fd_park_on_own(self, fd, posted ? 0 : deadline_ns);
	atomic_store(&self->shim.waits_for, 0);
	if (error == -EINTR)
		return pending_set(self) & set ? 0 : signal_ends(self);
	return posted ? 0 : error;
}

/* To wait for blocked signals. Gate closed. The signal or -errno. */
static int wait_for_signal(struct co *self, uint64_t set, siginfo_t *info, int64_t deadline_ns) {
	for (;;) {
		int sig = take_pending(self, set, info);
		if (sig)
			return sig;
		int error = park_for(self, set, deadline_ns);
		if (error)
			return error == -ETIMEDOUT ? -EAGAIN : error;
	}
}

int shim_sigtimedwait(const sigset_t *wanted, siginfo_t *info, const struct timespec *timeout) {
	struct co *self = gate_enter(); /* also alone: signals may be posted */
	uint64_t set = sigset_mask(wanted) & ~(sigmask_bit(SIGKILL) | sigmask_bit(SIGSTOP));
	siginfo_t found;
	if (!self)
		return real.sigtimedwait(wanted, info, timeout);
	int sig = timeout && (!timespec_valid(timeout) || timeout->tv_sec < 0)
			  ? -EINVAL
			  : wait_for_signal(self, set, &found,
					    timeout ? deadline_in(timespec_ns(timeout)) : FOREVER_NS);
	if (sig == -ENOSYS) {
		do
			sig = BLOCKING(self,
				       (int)sys(SYS_rt_sigtimedwait, &set, &found, timeout, sizeof set));
		while (sig > 0 && pending_is_kick(&found));
	}
	gate_leave(self);
	if (sig > 0 && info)
		*info = found;
	return (int)io_result(sig);
}

int shim_sigwaitinfo(const sigset_t *set, siginfo_t *info) {
	return shim_sigtimedwait(set, info, NULL);
}

int shim_sigwait(const sigset_t *set, int *sig) {
	int got;
	int saved_errno = errno;
	do
		got = shim_sigtimedwait(set, NULL, NULL);
	while (got < 0 && errno == EINTR);
	int error = got < 0 ? errno : 0;
	errno = saved_errno;
	if (!error)
		*sig = got;
	return error;
}
