/* timer.c - the timers of timer_create(2) that are a thread's: those that signal one thread (SIGEV_THREAD_ID),
 * and those on the processor time of one. The kernel knows neither these threads nor their time.
 *
 * A kernel thread of ours, made when there is the first such timer, serves all of them. The kernel's timers signal
 * it, in their threads' place, and it posts what they are to send. It looks at the clocks of threads itself: a
 * thread cannot use more of a processor than time goes by, so it sleeps for what is left, and looks again. One that
 * has used nothing meanwhile is looked at less often.
 *
 * As with the kernel, a timer has one signal on its way at most, and counts what it would have sent meanwhile. Which
 * signals a thread has not taken yet is known by number only (co->shim.pending): once that bit has been
 * found clear, every timer of that thread and number may send again.
 *
 * Ids are numbers, as the kernel's are, which counts from 0 and never gets as far as ours. All other timers are the
 * kernel's. */
#include "shim/timer.h"

#include <errno.h>
#include <limits.h>
#include <linux/futex.h>
#include <stdatomic.h>
#include <string.h>
#include <unistd.h>

#include "runtime/carrier.h"
#include "runtime/co.h"
#include "runtime/cputime.h"
#include "runtime/lock.h"
#include "runtime/sys.h"
#include "shim/calls.h"
#include "shim/clock.h"
#include "shim/deadline.h"
#include "shim/io.h"
#include "shim/pending.h"
#include "shim/real.h"
#include "shim/signal.h"
#include "shim/tid.h"

enum { TIMERS = 16384, FIRST_ID = 1 << 30 };
enum { SIGKEEPER = 32 }; /* which libc keeps for its own timers, and for threads that are none of ours */

struct thread_timer {
	bool used;
	bool is_underway;    /* a counted signal of it, unless that has been taken */
	unsigned generation; /* of this place */
	int notify, sig;
	pid_t tid; /* whom it signals: SIGEV_THREAD_ID */
	union sigval value;
	int overrun, told; /* by the signal that it sent last, so far; and by the one before */
	timer_t kernel;    /* that of the kernel's, unless */
	pid_t owner;       /* it is on this thread's processor time; */
	int64_t due_ns;    /* then, on that: 0: it is not armed; */
	int64_t interval_ns;
	int64_t used_ns;           /* what the thread had used at the last look, */
	int64_t pause_ns, look_ns; /* and in how long, and when, the next one is */
};

static struct {
	struct lock lock; /* taken inside the gate. Of all that follows: */
	struct thread_timer timer[TIMERS];
	unsigned most; /* so many have ever been used */
	struct lock starting;
	_Atomic unsigned keeper; /* futex: its tid; 0: there is none */
} timers;

static struct co *lock(void) {
	struct co *entered = gate_enter();
	lock_take(&timers.lock);
	return entered;
}

static void unlock(struct co *entered) {
	lock_drop(&timers.lock);
	gate_leave(entered);
}

/* With the lock held. */
static struct thread_timer *find(timer_t id) {
	intptr_t at = (intptr_t)id - FIRST_ID;
	return at >= 0 && at < timers.most && timers.timer[at].used ? &timers.timer[at] : NULL;
}

static timer_t id_of(const struct thread_timer *t) {
	return (timer_t)(FIRST_ID + (t - timers.timer));
}

/* ---- sending; by the keeper, with the lock held ---- */

/* Whatever timers have sent to the thread under this number, it has taken some of it. */
static void forget_underway(pid_t tid, int sig) {
	for (unsigned i = 0; i < timers.most; i++) {
		if (timers.timer[i].tid == tid && timers.timer[i].sig == sig)
			timers.timer[i].is_underway = false;
	}
}

static bool may_be_pending(const struct co *co, int sig) {
	return atomic_load(&co->shim.pending) & sigmask_bit(sig);
}

static void send_to_thread(struct thread_timer *t, struct co *to, siginfo_t *info) {
	struct sigaction action;
	bool counted = t->sig >= SIGRTMIN;
	bool is_pending = may_be_pending(to, t->sig);
	if (counted && !is_pending)
		forget_underway(t->tid, t->sig);
	bool waits = is_pending && (!counted || t->is_underway);
	int64_t overrun = info->si_overrun + (waits ? t->overrun + INT64_C(1) : 0);
	if (!waits)
		t->told = t->overrun;
	t->overrun = overrun < INT_MAX ? (int)overrun : INT_MAX;
	if (waits && counted)
		return;
	if (!signal_is_hooked(t->sig, &action) && !signal_is_blocked(to, t->sig)) {
		signal_send(to, t->sig, info);
		return;
	}
	if (counted)
		atomic_fetch_or(&to->shim.pending, sigmask_bit(t->sig));
	t->is_underway = pending_post(to, t->sig, info, false) && counted;
}

static void send_signal(struct thread_timer *t, int overrun) {
	siginfo_t info;
	memset(&info, 0, sizeof info);
	info.si_signo = t->sig;
	info.si_code = SI_TIMER;
	info.si_timerid = (int)(intptr_t)id_of(t);
	info.si_overrun = overrun;
	info.si_value = t->value;
	if (t->notify == SIGEV_SIGNAL) {
		t->overrun = overrun;
		sys(SYS_rt_sigqueueinfo, getpid(), t->sig, &info);
		return;
	}
	struct co *to = t->tid ? tid_get(t->tid) : NULL;
	if (to) { /* else it has ended, and the timer goes on for nobody, as the kernel's */
		send_to_thread(t, to, &info);
		co_unref(to);
	}
}

/* ---- the keeper ---- */

/* A timer on processor time: when to look again. */
static int64_t look(struct thread_timer *t, int64_t now_ns) {
	enum { LEAST_NS = 1000000, MOST_NS = 10000000 };
	struct co *owner = tid_get(t->owner);
	if (!owner) { /* it uses no more */
		t->due_ns = 0;
		return FOREVER_NS;
	}
	int64_t used_ns = cputime_of_ns(owner), over_ns = used_ns - t->due_ns;
	co_unref(owner);
	if (over_ns >= 0) {
		int64_t more = t->interval_ns ? over_ns / t->interval_ns : 0;
		t->due_ns = t->interval_ns ? t->due_ns + (more + 1) * t->interval_ns : 0;
		send_signal(t, more < INT_MAX ? (int)more : INT_MAX);
		if (!t->due_ns)
			return FOREVER_NS;
	}
	bool is_idle = used_ns == t->used_ns && t->pause_ns;
	t->pause_ns = !is_idle ? LEAST_NS : t->pause_ns < MOST_NS ? 2 * t->pause_ns : MOST_NS;
	t->used_ns = used_ns;
	int64_t left_ns = t->due_ns - used_ns;
	return now_ns + (left_ns > t->pause_ns ? left_ns : t->pause_ns);
}

/* When the next look is, at those on processor time. */
static int64_t look_at_all(void) {
	int64_t next_ns = FOREVER_NS, now_ns = clock_ns();
	lock_take(&timers.lock);
	for (unsigned i = 0; i < timers.most; i++) {
		struct thread_timer *t = &timers.timer[i];
		if (!t->used || !t->due_ns)
			continue;
		if (t->look_ns <= now_ns)
			t->look_ns = look(t, now_ns);
		next_ns = t->look_ns < next_ns ? t->look_ns : next_ns;
	}
	lock_drop(&timers.lock);
	return next_ns;
}

/* One of the kernel's has expired: which, is in its value. */
static uintptr_t name_of(const struct thread_timer *t) {
	return (uintptr_t)t->generation << 32 | (uintptr_t)(t - timers.timer);
}

static void relay(const siginfo_t *info) {
	uintptr_t name = (uintptr_t)info->si_value.sival_ptr;
	lock_take(&timers.lock);
	struct thread_timer *t = &timers.timer[(unsigned)name % TIMERS];
	if (t->used && !t->owner && name_of(t) == name)
		send_signal(t, info->si_overrun);
	lock_drop(&timers.lock);
}

static void *keep(void *arg) {
	const uint64_t own = sigmask_bit(SIGKEEPER);
	(void)arg;
	sys(SYS_rt_sigprocmask, SIG_BLOCK, &own, NULL, sizeof own);
	atomic_store(&timers.keeper, (unsigned)sys(SYS_gettid));
	sys(SYS_futex, &timers.keeper, FUTEX_WAKE_PRIVATE, INT_MAX, 0, 0, 0);
	for (;;) {
		siginfo_t info;
		int64_t next_ns = look_at_all(), wait_ns = next_ns - clock_ns();
		struct timespec wait = ns_timespec(wait_ns > 0 ? wait_ns : 0);
		long sig = sys(SYS_rt_sigtimedwait, &own, &info, next_ns == FOREVER_NS ? NULL : &wait,
			       sizeof own);
		if (sig == SIGKEEPER && info.si_code == SI_TIMER)
			relay(&info);
	}
	return NULL;
}

/* Its tid, or 0 where there can be none. Gate open. */
static pid_t keeper(void) {
	if (atomic_load(&timers.keeper))
		return (pid_t)atomic_load(&timers.keeper);
	lock_take(&timers.starting); /* for a while: a waiter sleeps in the kernel */
	if (!atomic_load(&timers.keeper) && carrier_thread(keep, NULL) == 0) {
		while (!atomic_load(&timers.keeper))
			sys(SYS_futex, &timers.keeper, FUTEX_WAIT_PRIVATE, 0, 0, 0, 0);
	}
	lock_drop(&timers.starting);
	return (pid_t)atomic_load(&timers.keeper);
}

void timer_forked(void) {
	for (unsigned i = 0; i < timers.most; i++)
		timers.timer[i].used = false;
	timers.most = 0;
	atomic_store(&timers.lock.word, 0);
	atomic_store(&timers.starting.word, 0);
	atomic_store(&timers.keeper, 0);
}

/* ---- making ---- */

static struct thread_timer *get(const struct thread_timer *wanted) {
	struct co *entered = lock();
	struct thread_timer *t = timers.timer;
	while (t < timers.timer + TIMERS && t->used)
		t++;
	if (t < timers.timer + TIMERS) {
		unsigned generation = t->generation + 1;
		*t = *wanted;
		t->used = true;
		t->generation = generation;
		if (t - timers.timer >= timers.most)
			timers.most = (unsigned)(t - timers.timer) + 1;
	} else {
		t = NULL;
	}
	unlock(entered);
	return t;
}

/* With a clock of the kernel's, which signals the keeper. */
static int make_kernels(struct thread_timer *t, clockid_t clock) {
	struct sigevent event = { .sigev_notify = SIGEV_THREAD_ID, .sigev_signo = SIGKEEPER };
	event._sigev_un._tid = keeper();
	event.sigev_value.sival_ptr = (void *)name_of(t);
	timer_t kernel;
	int error = real.timer_create(clock, &event, &kernel);
	struct co *entered = lock();
	t->kernel = kernel;
	t->used = !error;
	unlock(entered);
	return error;
}

static int make(clockid_t clock, const struct thread_timer *wanted, timer_t *id) {
	if (wanted->notify != SIGEV_NONE && (wanted->sig <= 0 || wanted->sig > SIGNALS)) {
		errno = EINVAL;
		return -1;
	}
	struct thread_timer *t = keeper() ? get(wanted) : NULL;
	if (!t) {
		errno = EAGAIN;
		return -1;
	}
	if (wanted->owner)
		cputime_begin();
	else if (make_kernels(t, clock) < 0)
		return -1;
	*id = id_of(t);
	return 0;
}

static bool signals_thread(const struct sigevent *event) {
	return event && event->sigev_notify == SIGEV_THREAD_ID;
}

/* DEVIATION: one on a thread's processor time that starts threads (SIGEV_THREAD) runs on that of the kernel thread
 * which makes it, and POSIX lets us refuse it on another thread's. */
static int create_in_libc(struct sigevent *event, timer_t *id, bool is_on_own_time) {
	if (is_on_own_time)
		return real.timer_create(CLOCK_THREAD_CPUTIME_ID, event, id);
	errno = ENOTSUP;
	return -1;
}

int shim_timer_create(clockid_t clock, struct sigevent *event, timer_t *id) {
	struct thread_timer wanted = { .notify = SIGEV_SIGNAL, .sig = SIGALRM };
	struct co *owner = clock < 0 || clock == CLOCK_THREAD_CPUTIME_ID ? clock_owner(clock) : NULL;
	struct co *to = signals_thread(event) ? tid_get(event->_sigev_un._tid) : NULL;
	bool is_self = owner && owner == co_self();
	if (owner) {
		tid_publish(owner);
		wanted.owner = owner->tid;
		co_unref(owner);
	}
	if (to)
		co_unref(to);
	if (!to && (!owner || signals_thread(event)))
		return real.timer_create(clock, event, id);
	if (event) {
		wanted.notify = event->sigev_notify;
		wanted.sig = event->sigev_signo;
		wanted.value = event->sigev_value;
		wanted.tid = to ? event->_sigev_un._tid : 0;
	}
	if (wanted.notify == SIGEV_THREAD)
		return create_in_libc(event, id, is_self);
	return make(clock, &wanted, id);
}

long timer_raw_create(clockid_t clock, struct sigevent *event, int *id) {
	timer_t made;
	if (event && event->sigev_notify == SIGEV_THREAD)
		return real.syscall(SYS_timer_create, clock, (long)event, (long)id, 0, 0, 0);
	int error = shim_timer_create(clock, event, &made);
	if (!error)
		*id = (int)(intptr_t)made;
	return error;
}

/* ---- using ---- */

/* Ours, with the lock held; NULL: it is not, or no more. */
static struct thread_timer *use(timer_t id, struct co **entered) {
	*entered = lock();
	struct thread_timer *t = find(id);
	if (!t)
		unlock(*entered);
	return t;
}

static int64_t used_by(struct co *owner) {
	return owner == co_self() ? cputime_self_ns(owner) : cputime_of_ns(owner);
}

static void tell(const struct thread_timer *t, const struct co *owner, int64_t used_ns,
		 struct itimerspec *is) {
	int64_t left_ns = t->due_ns > used_ns ? t->due_ns - used_ns : 1; /* it is about to expire */
	*is = (struct itimerspec){ .it_interval = ns_timespec(t->interval_ns),
				   .it_value = ns_timespec(owner && t->due_ns ? left_ns : 0) };
}

static int set(struct thread_timer *t, int flags, const struct itimerspec *to, struct itimerspec *was) {
	struct co *owner = tid_get(t->owner);
	if (!owner)
		return -ESRCH;
	int64_t used_ns = used_by(owner), value_ns = timespec_ns(&to->it_value);
	if (was)
		tell(t, owner, used_ns, was);
	co_unref(owner);
	t->due_ns = value_ns && !(flags & TIMER_ABSTIME) ? used_ns + value_ns : value_ns;
	t->interval_ns = timespec_ns(&to->it_interval);
	t->look_ns = t->pause_ns = 0;
	t->overrun = t->told = 0;
	return 0;
}

static bool is_valid(const struct itimerspec *spec) {
	return spec && timespec_valid(&spec->it_value) && spec->it_value.tv_sec >= 0 &&
	       timespec_valid(&spec->it_interval) && spec->it_interval.tv_sec >= 0;
}

int shim_timer_settime(timer_t id, int flags, const struct itimerspec *to, struct itimerspec *was) {
	struct co *entered;
	struct thread_timer *t = use(id, &entered);
	if (!t)
		return real.timer_settime(id, flags, to, was);
	timer_t kernel = t->kernel;
	bool is_kernels = !t->owner;
	int error = is_kernels ? 0 : is_valid(to) ? set(t, flags, to, was) : -EINVAL;
	unlock(entered);
	if (is_kernels)
		return real.timer_settime(kernel, flags, to, was);
	if (!error)
		sys(SYS_tgkill, getpid(), keeper(), SIGKEEPER); /* to look */
	return (int)io_result(error);
}

int shim_timer_gettime(timer_t id, struct itimerspec *is) {
	struct co *entered;
	struct thread_timer *t = use(id, &entered);
	if (!t)
		return real.timer_gettime(id, is);
	timer_t kernel = t->kernel;
	bool is_kernels = !t->owner;
	if (!is_kernels) {
		struct co *owner = tid_get(t->owner);
		tell(t, owner, owner ? used_by(owner) : 0, is);
		if (owner)
			co_unref(owner);
	}
	unlock(entered);
	return is_kernels ? real.timer_gettime(kernel, is) : 0;
}

int shim_timer_getoverrun(timer_t id) {
	struct co *entered;
	struct thread_timer *t = use(id, &entered);
	if (!t)
		return real.timer_getoverrun(id);
	struct co *to = t->tid ? tid_get(t->tid) : NULL;
	int overrun = to && may_be_pending(to, t->sig) ? t->told : t->overrun;
	if (to)
		co_unref(to);
	unlock(entered);
	return overrun;
}

int shim_timer_delete(timer_t id) {
	struct co *entered;
	struct thread_timer *t = use(id, &entered);
	if (!t)
		return real.timer_delete(id);
	timer_t kernel = t->kernel;
	bool is_kernels = !t->owner;
	t->used = false;
	t->due_ns = 0;
	unlock(entered);
	return is_kernels ? real.timer_delete(kernel) : 0;
}
