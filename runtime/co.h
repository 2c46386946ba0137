/* co.h - the coroutine: life cycle, gate, parking. Knows nothing of what it waits for. */
#ifndef RUNTIME_CO_H
#define RUNTIME_CO_H

#include <errno.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <time.h>

#include "runtime/check.h"
#include "runtime/fd.h"
#include "runtime/guard.h"
#include "runtime/native.h"
#include "runtime/next.h"
#include "runtime/stack.h"
#include "runtime/switch.h"

struct hub;
struct carrier;
struct defer;
struct eg_scope;
struct link;
struct pending;
struct signal_masked;
struct value;
struct wait;

#define FOREVER_NS INT64_MAX

/* Whose code a coroutine runs. Inside, the hub's data is its alone and no signal handler of the program
 * interrupts it; outside, it is a thread like any other, and may be detached. */
enum gate { GATE_OUTSIDE, GATE_INSIDE };

/* Does it keep its hub? See detach.c. */
enum detach { DETACH_NO, DETACH_ASKED, DETACH_TAKEN, DETACH_AWAY };

/* Reasons to look up on the way through the gate; bits of co->attention. */
enum attention { ATTEND_DETACH = 1, ATTEND_SIGNAL = 2, ATTEND_CANCEL = 4, ATTEND_MOVE = 8 };

/* Why a parked coroutine runs again: the first to set it wins. The last three say that it is parked, and
 * what may end that besides what it waits for: everything; no cancellation; no scope's deadline either.
 */
enum wake {
	WAKE_EVENT,
	WAKE_TIMEOUT, /* the deadline of the call */
	WAKE_LIMIT,   /* the deadline of a scope around it: see scope.h */
	WAKE_SIGNAL,
	WAKE_CANCEL,
	WAKE_CLOSED,
	WAKE_NOT_YET,
	WAKE_SHIELDED,
	WAKE_FIRM,
};

/* What the end of a park by WAKE_SIGNAL came to: no handler has run, since the signal was handled before or has
 * none; all that have ask for the call to be restarted (SA_RESTART); or one does not. */
enum interruption { INTERRUPTION_NONE, INTERRUPTION_RESTARTS, INTERRUPTION_ENDS };

enum co_flags {
	CO_THREAD = 1,     /* made by pthread_create */
	CO_ADOPTED = 2,    /* a kernel thread's own stack and TCB: main, or a native thread */
	CO_OWN_TLS = 4,    /* has a TCB that we made */
	CO_USER_STACK = 8, /* runs on a stack that the program gave */
	CO_NATIVE = 16,    /* its function runs on a carrier, as a kernel thread would */
	CO_SHARE_TLS = 32, /* uses its hub's TLS block: see hub_shared_tls */
	CO_STAYS = 64,     /* has spawned coroutines: it takes turns with them, on their hub */
	CO_PLACED = 128,   /* is on the hub that the program wants, and is given to no other */
	CO_KTHREAD = 256,  /* the handle of a kernel thread, on no hub: see kthread.h */
	CO_FORKED = 512,   /* has forked: it is this process's main thread */
};

/* Of a tid; they tell it from those of all other threads of the process. */
enum { CO_TID_LOW = (1 << 28) - 1 };

/* A coroutine lives at the top of its own stack, above its TCB, and is cached together with both. */
struct co {
	/* What a switch and a wake touch. */
	struct context context;
	struct co *next;  /* in one of: a run queue, an inbox, a free list, a carrier queue */
	struct hub *hub;  /* its home; parks and timers are there */
	_Atomic int gate; /* enum gate; only the coroutine itself writes it */
	_Atomic int attention;
	_Atomic int detach;   /* enum detach */
	_Atomic int wake;     /* enum wake while parked */
	uint32_t timer;       /* slot in the hub's timers plus one; 0: not armed */
	uint8_t parked_as;    /* enum wake while parked: WAKE_NOT_YET, or less open */
	bool counted;         /* in hub->live */
	bool begun;           /* has run */
	uint8_t interruption; /* enum interruption, of the last one */
	uint64_t sigmask;     /* the kernel's signal mask while it runs */
	bool away;    /* runs on a carrier that is not its hub's; the hub's carrier or that one writes */
	bool in_call; /* there, between co_blocking_begin and co_blocking_end: signal handlers may run */
	uint8_t streak; /* calls that went through without a park */
	uint8_t kind;   /* of the cache that it came from */
	uint16_t call;  /* the call it is in, for statistics and dumps: enum call */
	uint16_t flags;
	unsigned generation; /* fork_generation when it was made */
	int tid; /* gettid: unique, also among processes; no kernel thread's unless adopted */

	struct fd_waiter fd_waiter; /* while it waits for one descriptor: what wakes it is here, too */

	int64_t start_ns; /* it waits until then before it begins; 0: it does not */
	int64_t limit_ns; /* the earliest deadline of the scopes that it is in */

	/* Life. */
	_Atomic unsigned refs;     /* the run itself is one, a joinable thread or a handle another */
	_Atomic bool ended;        /* the result is there */
	struct guard end_guard;    /* of the one and the other, */
	struct wait_queue joiners; /* those who wait for the end */
	void *(*fn)(void *);
	void *arg, *result;
	struct carrier *carrier; /* that it rides while away */
	struct stack stack;      /* NULL base: adopted */
	void *top;               /* where the stack pointer starts */
	char *user_stack;        /* CO_USER_STACK: the program's bounds */
	size_t user_stack_size;
	size_t guard;                  /* what the program asked for */
	uint64_t id, reported;         /* the monitor's: equal to id once it has been */
	int64_t detached_ns;           /* when it last came home from a detachment */
	char name[16];                 /* as pthread_setname_np has it */
	_Atomic(struct hub *) goes_to; /* where it is to go on: see co_send */
	_Atomic int64_t cpu;           /* what it has used of processors: see cputime.c */

	struct native native; /* CO_NATIVE: where it waits */

	/* Ending early, see cancel.c; zero at the start. */
	struct {
		_Atomic int code;    /* what parks fail with from now on; 0: not cancelled */
		_Atomic bool forced; /* the next park that fails unwinds the coroutine */
		bool unwind;         /* such a park has failed */
		bool ending;         /* its function is over */
		bool delivered;      /* a park has failed by the cancellation */
		uint8_t shields;     /* parks do not fail while any is up: enum shield */
		int stop;            /* what the last park failed with by a cancellation or a scope */
		unsigned vain;       /* parks that failed so */
		_Alignas(16) uintptr_t exception[4]; /* struct _Unwind_Exception, while it is unwound */
	} cancel;
	struct eg_scope *scope; /* the innermost one */
	struct defer *defers;   /* last in first out: see cancel.c */

	/* What it waits for in a call of evergreen.h, where `call` is 0: for dumps. */
	struct {
		const char *call;
		const void *object;
	} doing;

	/* The handle's, see api.c; zero at the start. */
	struct {
		int error;            /* as eg_fail said */
		bool is_asked;        /* somebody has looked at the error */
		char *message;        /* malloc'ed; it lives until the coroutine is used again */
		struct link *links;   /* last in first out, in the end_guard: see link.c */
		struct value *locals; /* see local.c */
	} api;

	/* The shims': zero at the start. */
	struct {
		unsigned unlocks;                  /* since it began: see sync_released */
		_Atomic int join;                  /* enum join, shim/thread.c */
		_Atomic uint64_t waits_for;        /* signals, in sigwait and its like */
		_Atomic uint64_t pending;          /* signals that were sent to it, and not taken yet */
		uint64_t deferred;                 /* what running handlers have added to its mask */
		_Atomic(struct pending *) signals; /* these, last in first out: see shim/pending.c */
		struct pending *queue;             /* the same, sorted */
		bool held_off;                     /* handlers: the queue is being changed */
		bool unsignalled;                  /* it ends: signals go to others */
		struct signal_masked *masked;      /* the call that it is in has changed the mask */
		bool cancel_async;                 /* PTHREAD_CANCEL_ASYNCHRONOUS */
		bool pinned;                       /* shim/owned.c, */
		bool has_nice;
		int8_t nice;
		_Atomic uint8_t published; /* its tid: see shim/tid.c; next_tid is the table's */
		stack_t altstack;          /* ss_size 0: none */
		int pins, pin_tid;         /* and these */
		void *carriers_robust;
		void *robust;                      /* robust mutexes that it holds */
		struct co *joining;                /* the thread that it waits for in pthread_join */
		int policy, priority;              /* shim/sched.c */
		uint32_t slack_ns, first_slack_ns; /* 0: its kernel thread's */
		uint16_t ioprio;
		bool has_ioprio;
		int64_t user_us, system_us; /* what getrusage has told */
		void *affinity;             /* cpu_set_t that it was given, or NULL */
		struct co *next_tid;
	} shim;
};

/* The one thread-local of the runtime: which context a TCB belongs to. Set when the TCB is made. */
struct tls {
	struct co *co;           /* NULL in a carrier's own context and in native threads */
	struct carrier *carrier; /* whose own context this is, or NULL */
	struct co *kthread;      /* the handle of a kernel thread: see kthread.h */
	struct wait *finished;   /* waits that are over, and end when the guard is dropped: see wait.h */
	bool is_libev;           /* it makes or ends a loop: see events_context */
	int vforks;              /* a child of vfork runs here, */
	struct co *vforked;      /* in the place of this coroutine, which it still is to other threads */
};
extern __thread struct tls eg_tls __attribute__((tls_model("initial-exec"), visibility("hidden")));

/* The calling coroutine, or NULL on a native thread or a carrier's own context. */
static inline struct co *co_self(void) {
	return eg_tls.co;
}

/* The same, or the handle of the calling kernel thread, if it has one. */
static inline struct co *co_caller(void) {
	struct co *self = eg_tls.co;
	return likely(self != NULL) ? self : eg_tls.kthread;
}

/* The calling kernel thread's, NULL where the caller is none, or has no handle. Where gate_enter has returned
 * NULL. */
static inline struct co *co_native(void) {
	struct co *self = co_caller();
	return self && (self->flags & CO_NATIVE) ? self : NULL;
}

/* What the kernel knows of a thread is its kernel thread's, by its tid: wherever it runs just now. */
static inline bool co_is_kernel_thread(const struct co *co) {
	return co->flags & (CO_ADOPTED | CO_FORKED);
}

/* What eg_tls reads in the TLS block of `co`. */
void co_set_tls(struct co *co, struct tls tls);

/* The coroutine behind a pthread_t (a thread pointer), or NULL for a native thread. */
struct co *co_of(const void *thread_pointer);

/* ---- gate ---- */

void gate_enter_slowly(struct co *self) __attribute__((noinline));
void gate_leave_slowly(struct co *self) __attribute__((noinline));

/* Enter the runtime. NULL: there is nothing to enter, because the caller is a native thread, a
 * carrier's own context, or inside already; the call then goes straight to the kernel. */
static always_inline struct co *gate_enter(void) {
	struct co *self = eg_tls.co;
	if (!self || unlikely(atomic_load_explicit(&self->gate, memory_order_relaxed) == GATE_INSIDE))
		return NULL;
	/* This store and the load behind it are ordered by the monitor's membarrier. */
	atomic_store_explicit(&self->gate, GATE_INSIDE, memory_order_relaxed);
	barrier();
	if (unlikely(atomic_load_explicit(&self->attention, memory_order_relaxed)))
		gate_enter_slowly(self);
	return self;
}

/* NULL is allowed, and does nothing. What has come meanwhile is for the next who leaves. */
static always_inline void gate_open(struct co *self) {
	if (self)
		atomic_store_explicit(&self->gate, GATE_OUTSIDE, memory_order_release);
}

/* NULL is allowed, and does nothing. May run the program's signal handlers. */
static always_inline void gate_leave(struct co *self) {
	if (!self)
		return;
	gate_open(self);
	barrier();
	if (unlikely(atomic_load_explicit(&self->attention, memory_order_relaxed)))
		gate_leave_slowly(self);
}

/* ---- life; any context with the gate open, since malloc's and the loader's locks are taken ---- */

struct co_options {
	size_t stack_size; /* 0: the default */
	size_t guard;
	void *user_stack; /* lowest address, of stack_size bytes; NULL: ours */
	unsigned flags;   /* CO_THREAD | CO_OWN_TLS */
	const char *name;
	const uint64_t *sigmask; /* NULL: the caller's */
};

/* A coroutine that will run fn(arg), with two references. It is not started yet. 0 or -errno: -EINVAL
 * for a stack too small, -ENOMEM. */
int co_new(struct co **co, void *(*fn)(void *), void *arg, const struct co_options *options);

/* Give one back that was not started, and never will be. */
void co_discard(struct co *co);

/* Put it on a hub's run queue: the calling one's, else the process's first. Never switches. */
void co_start(struct co *co);

/* The same, not before a time. */
void co_start_at(struct co *co, int64_t start_ns);

/* A thread is to go on on another hub, for good: at its next step out of the gate, which the caller takes at
 * once. Nothing happens to one that cannot be moved. Gate open. */
void co_send(struct co *co, struct hub *hub);

/* In a forked child, whose only coroutine is `self`: it is the child's main thread now, and the ids of
 * new ones are not the parent's. NULL is allowed. */
void co_forked(struct co *self);

/* Release one that nobody refers to. Gate open; may take 30 us. */
void co_unmap(struct co *co);

/* A number that none has had yet. */
uint64_t co_new_id(void);

void co_ref(struct co *co);
/* The last one gives the coroutine to the cache. */
void co_unref(struct co *co);

/* It was started, by this process, and has not ended: of one that was made once. Racy. */
bool co_is_here(const struct co *co);

bool co_ended(const struct co *co);

/* Wait until it has ended. 0, -ETIMEDOUT, -ECANCELED, -EINTR never, -EDEADLK for oneself. Parks. */
int co_join(struct co *co, int64_t deadline_ns, unsigned call);

/* The last step of one: whoever waits for its end may have the result. On its hub, or NULL: it is on none. */
void co_announce_end(struct hub *hub, struct co *co);

/* The calling coroutine, `self`, ends here: its destructors run, and it is never switched to again. */
void co_finish(void *self) __attribute__((noreturn));

/* What the shims add to the life of a coroutine. Set before the first one is made. */
struct co_hooks {
	void (*signals)(struct co *self);        /* run the handlers of self->shim.pending, and say in
					     self->interruption what came of it; gate open */
	void (*started)(void);                   /* the calling kernel thread has got a hub */
	void (*ending)(struct co *self);         /* its last steps, destructors done; gate open */
	void (*monitor)(void);                   /* the monitor was poked; on its kernel thread */
	const char *(*call_name)(unsigned call); /* of co->call */
};
extern struct co_hooks co_hooks;

/* ---- parking; gate closed ---- */

/* Before it shows itself to whoever may wake it. */
static inline void co_prepare(struct co *self) {
	atomic_store_explicit(&self->wake, self->parked_as, memory_order_relaxed);
}

/* It is about to wait in a call of evergreen.h. */
static inline void co_says(struct co *self, const char *call, const void *object) {
	__atomic_store_n(&self->call, 0, __ATOMIC_RELAXED);
	__atomic_store_n(&self->doing.call, call, __ATOMIC_RELAXED);
	__atomic_store_n(&self->doing.object, object, __ATOMIC_RELAXED);
}

/* Park until woken or until the deadline (CLOCK_MONOTONIC; FOREVER_NS: none). Follows co_prepare. */
enum wake co_park(struct co *self, int64_t deadline_ns);

/* Be the one who wakes it, parked as it is or about to be; hub_ready then lets it run. False: somebody
 * else was first. Any context. */
static inline bool co_claim(struct co *co, enum wake why) {
	int parked = WAKE_NOT_YET;
	if (likely(atomic_compare_exchange_strong_explicit(&co->wake, &parked, why, memory_order_acq_rel,
							   memory_order_relaxed)))
		return true;
	return parked > WAKE_NOT_YET && why != WAKE_CANCEL &&
	       atomic_compare_exchange_strong_explicit(&co->wake, &parked, why, memory_order_acq_rel,
						       memory_order_relaxed);
}

/* By an event, at this moment. */
static inline bool co_can_be_claimed(const struct co *co) {
	return atomic_load_explicit(&co->wake, memory_order_relaxed) >= WAKE_NOT_YET;
}

/* The same for a reason that stays in `attention`, which was set first, and that it looks for before it parks. False:
 * it will see. True may be too late: it has seen already, and waits for something else. */
bool co_interrupt(struct co *co, enum wake why);

/* What co_park came back with, as 0 or -errno. -ECANCELED stands for the end by a cancellation or by a
 * scope: co_stop_code tells the program's errno. */
static inline int wake_result(enum wake why) {
	switch (why) {
	case WAKE_TIMEOUT: return -ETIMEDOUT;
	case WAKE_SIGNAL: return -EINTR;
	case WAKE_LIMIT:
	case WAKE_CANCEL: return -ECANCELED;
	case WAKE_CLOSED: return -EBADF;
	default: return 0;
	}
}

/* The errno for a call that came back with `error` (positive): what the cancellation or the scope says
 * in place of ECANCELED. */
static inline int co_errno(int error) {
	struct co *self = unlikely(error == ECANCELED) ? co_caller() : NULL;
	return self && self->cancel.stop ? self->cancel.stop : error;
}

/* After a park that a signal ended: run the handlers now. Gate closed, and open in between. */
static inline enum interruption co_interrupted(struct co *self) {
	gate_leave(self);
	gate_enter();
	return self->interruption;
}

/* Let every other runnable coroutine of the hub go first. */
void co_give_way(struct co *self);

/* After so many calls that did not park, let the others and the events have their turn. */
enum { CO_STREAK = 64 };
static inline void co_did_not_park(struct co *self) {
	if (unlikely(++self->streak >= CO_STREAK))
		co_give_way(self);
}

/* ---- the blocking move; gate closed. Between the two the coroutine is on a carrier of its own and
 * may block in the kernel; nobody else waits for it. ---- */

void co_blocking_begin(struct co *self);
void co_blocking_end(struct co *self);

/* In the midst of this a signal's handler is run: where the first is true, that one is code outside the gate,
 * and may park, or never come back. The second when it does. */
bool co_blocking_suspend(struct co *self);
void co_blocking_resume(struct co *self);

/* Leave the carrier that it rides, and run on when its hub gets to it. */
void co_go_home(struct co *self);

static inline int64_t clock_ns(void) {
	struct timespec ts;
	next_clock_gettime(CLOCK_MONOTONIC, &ts);
	return ts.tv_sec * INT64_C(1000000000) + ts.tv_nsec;
}

#endif
