/* pending.c - see pending.h.
 *
 * A signal is posted to a coroutine from anywhere, also from inside a signal handler: without a lock, onto a
 * stack of signals (co->shim.signals). The coroutine itself sorts what it finds there into its queue. */
#include "shim/pending.h"

#include <fcntl.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "runtime/carrier.h"
#include "runtime/hub.h"
#include "runtime/sys.h"
#include "shim/signal.h"

/* The pool's pages are touched when they are used first. */
enum { POOL = 65536 };

static struct {
	struct pending pool[POOL];
	_Atomic unsigned fresh;  /* of the pool, from here on never used */
	_Atomic unsigned posted; /* of the pool, in use */
	_Atomic uint64_t unused; /* head of a list of the pool: index plus one, and a counter above */
	_Atomic uint64_t on_fd;  /* that the program reads from a signalfd */
	_Atomic unsigned discards[SIGNALS + 1]; /* how often the signal was set to be ignored */
} all;

/* ---- the pool; async-signal-safe ---- */

static struct pending *get_fresh(void) {
	unsigned n = atomic_load(&all.fresh);
	while (n < POOL && !atomic_compare_exchange_weak(&all.fresh, &n, n + 1))
		;
	return n < POOL ? &all.pool[n] : NULL;
}

struct pending *pending_get(void) {
	uint64_t head = atomic_load(&all.unused), next;
	struct pending *p;
	do {
		unsigned index = (unsigned)head;
		if (!index) {
			p = get_fresh();
			break;
		}
		p = &all.pool[index - 1];
		next = (head & ~UINT64_C(0xffffffff)) + (UINT64_C(1) << 32);
		if (p->next)
			next |= (uint64_t)(p->next - all.pool + 1);
	} while (!atomic_compare_exchange_weak(&all.unused, &head, next));
	atomic_fetch_add(&all.posted, p != NULL);
	return p;
}

void pending_put(struct pending *p) {
	uint64_t head = atomic_load(&all.unused), next;
	do {
		unsigned index = (unsigned)head;
		p->next = index ? &all.pool[index - 1] : NULL;
		next = (head & ~UINT64_C(0xffffffff)) + (UINT64_C(1) << 32) +
		       (uint64_t)(p - all.pool + 1);
	} while (!atomic_compare_exchange_weak(&all.unused, &head, next));
	atomic_fetch_sub(&all.posted, 1);
}

/* ---- posting; async-signal-safe ---- */

void pending_push(_Atomic(struct pending *) *newest, struct pending *p) {
	p->next = atomic_load(newest);
	while (!atomic_compare_exchange_weak(newest, &p->next, p))
		;
}

bool pending_is_kick(const siginfo_t *info) {
	return info->si_code == SI_QUEUE && info->si_value.sival_ptr == &all;
}

/* Whatever else than a coroutine outside the gate the kernel thread runs by then has the gate to pass, and so
 * `attention` to see, which was set before. */
static void kick(const struct carrier *carrier, int sig) {
	siginfo_t info;
	if (!carrier)
		return;
	memset(&info, 0, sizeof info);
	info.si_signo = sig;
	info.si_code = SI_QUEUE;
	info.si_value.sival_ptr = &all;
	sys(SYS_rt_tgsigqueueinfo, getpid(), carrier->tid, sig, &info);
}

/* One that is pending already is not sent again, unless it is counted; what was discarded is not
 * pending, which only its owner can tell, so that after a discard all are queued. */
static bool enqueue(struct co *co, int sig, const siginfo_t *info, bool to_process) {
	bool counted = sig >= SIGRTMIN;
	uint64_t bit = sigmask_bit(sig);
	unsigned discards = atomic_load(&all.discards[sig]);
	if (!counted && (atomic_fetch_or(&co->shim.pending, bit) & bit) && !discards)
		return true;
	struct pending *p = pending_get();
	if (!p) {
		atomic_fetch_and(&co->shim.pending, ~bit);
		return false;
	}
	p->sig = sig;
	p->discards = discards;
	p->to_process = to_process;
	p->info = *info;
	pending_push(&co->shim.signals, p);
	return true;
}

/* The kernel lets only the main thread say that kill was the sender. */
bool pending_send(int sig, const siginfo_t *info) {
	siginfo_t again = *info;
	return sys(SYS_rt_sigqueueinfo, getpid(), sig, &again) == 0 || sys(SYS_kill, getpid(), sig) == 0;
}

bool pending_post(struct co *co, int sig, const siginfo_t *info, bool to_process) {
	if (signal_is_blocked(co, sig) && (atomic_load(&all.on_fd) & sigmask_bit(sig))) {
		/* DEVIATION: a signalfd reads what the kernel has, so any thread may read this one. */
		if (pending_send(sig, info))
			return true;
	}
	if (!enqueue(co, sig, info, to_process))
		return false;
	/* Where it blocks it: to give back what is another thread's, or else it looks when it unblocks it. */
	if (signal_is_blocked(co, sig) && !to_process &&
	    !(atomic_load(&co->shim.waits_for) & sigmask_bit(sig)))
		return true;
	atomic_fetch_or(&co->attention, ATTEND_SIGNAL);
	if (co_interrupt(co, WAKE_SIGNAL))
		hub_post(co);
	else if (co != co_self() || co->away)
		kick(carrier_of(co), sig);
	return true;
}

struct pending *pending_oldest_first(struct pending *newest) {
	struct pending *oldest = NULL;
	while (newest) {
		struct pending *next = newest->next;
		newest->next = oldest;
		oldest = newest;
		newest = next;
	}
	return oldest;
}

/* ---- taking ---- */

static bool is_discarded(const struct pending *p) {
	return p->discards != atomic_load(&all.discards[p->sig]);
}

/* Sort what was posted into the coroutine's queue: the lowest signal first, and each in the order in
 * which it was sent. */
static void collect(struct co *self) {
	struct pending **at = &self->shim.queue, *same = NULL;
	for (struct pending *p = pending_oldest_first(atomic_exchange(&self->shim.signals, NULL)), *next;
	     p; p = next) {
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
			pending_put(p);
			continue;
		}
		p->next = *at;
		*at = same = p;
	}
}

/* Take the first signal of the set out of the queue, and what was discarded before it; `to_process`: only one to
 * the process. */
static struct pending *unqueue(struct co *self, uint64_t set, bool to_process) {
	struct pending **at = &self->shim.queue;
	while (*at) {
		struct pending *p = *at;
		bool discarded = is_discarded(p);
		if (!discarded && (!(set & sigmask_bit(p->sig)) || (to_process && !p->to_process))) {
			at = &p->next;
			continue;
		}
		*at = p->next;
		atomic_fetch_and(&self->shim.pending, ~sigmask_bit(p->sig));
		if (!discarded)
			return p;
		pending_put(p);
	}
	return NULL;
}

void pending_let_in(struct co *self) {
	barrier();
	self->shim.held_off = false;
	barrier();
}

static struct pending *take(struct co *self, uint64_t set, bool to_process) {
	struct pending *p;
	do {
		self->shim.held_off = true;
		barrier();
		collect(self);
		p = unqueue(self, set, to_process);
		if (!p)
			pending_let_in(self);
	} while (!p && atomic_load(&self->shim.signals));
	return p;
}

struct pending *pending_take(struct co *self, uint64_t set) {
	return take(self, set, false);
}

void pending_give_back(struct co *self) {
	bool held_off = self->shim.held_off;
	for (struct pending *p; (p = take(self, self->sigmask & ~self->shim.deferred, true));) {
		pending_send(p->sig, &p->info);
		pending_put(p);
	}
	self->shim.held_off = held_off;
}

bool pending_accept(struct co *self, uint64_t set, siginfo_t *info) {
	struct co *entered = gate_enter();
	struct pending *p = pending_exist(self) ? pending_take(self, set) : NULL;
	if (p) {
		*info = p->info;
		pending_put(p);
		pending_let_in(self);
	}
	gate_leave(entered);
	return p != NULL;
}

uint64_t pending_set(struct co *self) {
	struct co *entered = gate_enter();
	uint64_t set = 0;
	bool held_off = self->shim.held_off;
	pending_take(self, 0); /* sorts them */
	self->shim.held_off = held_off;
	for (struct pending *p = self->shim.queue; p; p = p->next)
		set |= sigmask_bit(p->sig);
	gate_leave(entered);
	return set;
}

void pending_read_from_fd(uint64_t set) {
	atomic_fetch_or(&all.on_fd, set);
}

void pending_discard(int sig) {
	if (atomic_load(&all.posted))
		atomic_fetch_add(&all.discards[sig], 1);
}

/* ---- what the kernel has ---- */

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

void pending_adopt(struct co *self) {
	const struct timespec none = { 0 };
	siginfo_t info;
	for (uint64_t set; (set = private_pending() & self->sigmask & SIGMASK_ALL);) {
		long sig = sys(SYS_rt_sigtimedwait, &set, &info, &none, sizeof set);
		if (sig <= 0 || (!pending_is_kick(&info) && !pending_post(self, (int)sig, &info, false)))
			break;
	}
}

void pending_take_sigpipe(struct co *self) {
	const struct timespec none = { 0 };
	const uint64_t set = sigmask_bit(SIGPIPE);
	siginfo_t info;
	if ((self->sigmask & set) && (private_pending() & set) &&
	    sys(SYS_rt_sigtimedwait, &set, &info, &none, sizeof set) == SIGPIPE)
		pending_post(self, SIGPIPE, &info, false);
}

void pending_forked(struct co *self) {
	atomic_store(&all.fresh, 0);
	atomic_store(&all.unused, 0);
	atomic_store(&all.posted, 0);
	if (self) {
		atomic_store(&self->shim.signals, NULL);
		self->shim.queue = NULL;
		self->shim.held_off = false;
		atomic_store(&self->shim.pending, 0);
	}
}
