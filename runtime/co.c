/* co.c - coroutines: made, cached, switched, parked, ended.
 *
 * Top of a coroutine's stack, downwards: some unused cache lines (the colour, so that the hot parts of
 * coroutines do not all meet in the same cache sets), struct co, the TCB, the static TLS, and then the
 * stack itself. All that an idle thread ever touches fits into two pages. */
#include "runtime/co.h"

#include <errno.h>
#include <limits.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

#include "runtime/cache.h"
#include "runtime/cancel.h"
#include "runtime/carrier.h"
#include "runtime/cputime.h"
#include "runtime/detach.h"
#include "runtime/fence.h"
#include "runtime/fork.h"
#include "runtime/hub.h"
#include "runtime/kthread.h"
#include "runtime/link.h"
#include "runtime/say.h"
#include "runtime/settings.h"
#include "runtime/sys.h"
#include "runtime/tcb.h"

__thread struct tls eg_tls;

enum { LARGE = 2 << 20, LEAST_REST = 4096 };
static const size_t LARGEST = (size_t)1 << 47; /* of stacks and guards: there is no room for that */
enum { PAGE = 4096, CACHE_LINE = 64, COLOURS = 8, COLOUR_LINES = 3 };
/* Thread ids: of as many bits as a lock word has room for. The lower ones, for which there is room in a
 * clockid_t, alone are above any pid_max, so that no kernel thread has them. */
enum { TID_FIRST = 4194304 + 1, TID_LOWS = CO_TID_LOW + 1 - TID_FIRST, TID_HIGHS = 4 };

static struct {
	_Atomic uint64_t next_id;
	_Atomic unsigned seed; /* of thread ids; 0: to be chosen */
	size_t default_stack;
} all = { .next_id = 1 };

static size_t align_up(size_t n, size_t to) {
	return (n + to - 1) / to * to;
}

static void *align_down(char *p, size_t to) {
	return (void *)((uintptr_t)p & -to);
}

static struct tls *tls_of(const void *thread_pointer) {
	ptrdiff_t offset = (char *)&eg_tls - (char *)context_thread_pointer();
	return (struct tls *)((char *)(uintptr_t)thread_pointer + offset);
}

struct co *co_of(const void *thread_pointer) {
	const struct tls *tls = tls_of(thread_pointer);
	struct co *co = __atomic_load_n(&tls->co, __ATOMIC_ACQUIRE);
	return likely(co || tls == &eg_tls) ? co : __atomic_load_n(&tls->vforked, __ATOMIC_RELAXED);
}

void co_set_tls(struct co *co, struct tls tls) {
	*tls_of(co->context.thread_pointer) = tls;
}

/* ---- making ---- */

/* What pthread_create gives to a thread that asks for nothing. */
static size_t default_stack_size(void) {
	if (!all.default_stack) {
		struct rlimit limit;
		size_t size = settings.stack_size;
		if (!size)
			size = getrlimit(RLIMIT_STACK, &limit) == 0 && limit.rlim_cur != RLIM_INFINITY
				       ? limit.rlim_cur
				       : (size_t)8 << 20;
		all.default_stack = align_up(size, PAGE);
	}
	return all.default_stack;
}

static void lay_out(struct co *co, void *thread_pointer) {
	char *top = (char *)co;
	if (thread_pointer)
		top = (char *)thread_pointer - tcb_layout()->below;
	co->context.thread_pointer = thread_pointer;
	co->top = align_down(top, 16);
}

/* Locks that processes share tell their owners by these numbers, so each process has a range of its own:
 * it starts anywhere. */
static int tid_of(uint64_t id) {
	if (unlikely(!atomic_load_explicit(&all.seed, memory_order_relaxed))) {
		unsigned seed, none = 0;
		if (sys(SYS_getrandom, &seed, sizeof seed, 0) != sizeof seed)
			seed = (unsigned)clock_ns() ^ (unsigned)getpid() << 12;
		atomic_compare_exchange_strong(&all.seed, &none, seed | 1);
	}
	unsigned n = (unsigned)id + atomic_load_explicit(&all.seed, memory_order_relaxed);
	return (int)(TID_FIRST + n % TID_LOWS + n / TID_LOWS % TID_HIGHS * (CO_TID_LOW + 1));
}

void co_forked(struct co *self) {
	all.seed = 0;
	if (!self)
		return;
	self->tid = (int)sys(SYS_gettid); /* libc has done the same in the TCB */
	self->flags = (uint16_t)((self->flags & ~CO_PLACED) | CO_FORKED);
	self->generation = fork_generation;
	cputime_forked(self);
	self->joiners = (struct wait_queue){ 0 }; /* who joins it is not here */
	self->end_guard = (struct guard){ .owner = guard_state(GUARD_SHARED) };
}

/* A new stack with a coroutine at its top. */
static int co_map(struct co **made, const struct cache_kind *kind, int tid) {
	struct stack stack;
	int error = stack_get(&stack, kind->stack_size, kind->guard);
	if (error)
		return error;
	char *top = stack.base + stack.size - tid % COLOURS * COLOUR_LINES * CACHE_LINE;
	struct co *co = align_down(top - sizeof *co, CACHE_LINE);
	void *tp = NULL;
	co->stack = stack;
	if (kind->flags & CO_OWN_TLS) {
		tp = align_down((char *)co - tcb_layout()->above,
				tcb_layout()->align > CACHE_LINE ? tcb_layout()->align : CACHE_LINE);
		error = tcb_make(tp, stack.base, stack.size, tid);
		if (error) {
			stack_put(&stack);
			return error;
		}
	}
	lay_out(co, tp);
	co->flags = (uint16_t)kind->flags;
	co->tid = tid;
	co->ended = true; /* that is, not begun */
	stack_set_owner(&stack, co);
	*made = co;
	return 0;
}

void co_unmap(struct co *co) {
	struct stack stack = co->stack;
	free(co->api.message);
	if (co->flags & CO_OWN_TLS)
		tcb_free(co->context.thread_pointer, co->generation == fork_generation);
	stack_put(&stack);
}

/* A number that no other has had. Hubs take them in lots. */
static uint64_t new_id(struct hub *hub) {
	enum { LOT = 64 };
	if (!hub)
		return atomic_fetch_add_explicit(&all.next_id, 1, memory_order_relaxed);
	if (unlikely(hub->next_id == hub->end_id)) {
		hub->next_id = atomic_fetch_add_explicit(&all.next_id, LOT, memory_order_relaxed);
		hub->end_id = hub->next_id + LOT;
	}
	return hub->next_id++;
}

/* What the calling hub has for a new coroutine: an old one, or NULL, and an id. */
static struct co *take(const struct cache_kind *wanted, unsigned *kind, uint64_t *id) {
	struct co *self = gate_enter();
	struct hub *hub = hub_here();
	struct co *co = cache_get(hub, wanted, kind);
	*id = new_id(hub);
	gate_leave(self);
	return co;
}

static void co_main(void *arg);

/* libc's memset, which knows the processor: compiled in place it is a string instruction, slow to start.
 */
static void *(*volatile const clear)(void *, int, size_t) = memset;

int co_new(struct co **made, void *(*fn)(void *), void *arg, const struct co_options *options) {
	/* As libc: the thread's TLS is on its stack, and must leave some of it. */
	if (!options->user_stack && (options->flags & CO_OWN_TLS) && options->stack_size &&
	    options->stack_size < tcb_layout()->above + tcb_layout()->below + LEAST_REST)
		return -EINVAL;
	if (options->stack_size > LARGEST || options->guard > LARGEST)
		return -ENOMEM;
	struct cache_kind wanted = { 0 };
	wanted.flags = options->flags & CO_OWN_TLS;
	wanted.guard = align_up(options->guard, PAGE);
	if (options->user_stack)
		wanted.stack_size = align_up(tcb_layout()->above + tcb_layout()->below, PAGE) + 2 * PAGE;
	else
		wanted.stack_size =
			options->stack_size ? align_up(options->stack_size, PAGE) : default_stack_size();
	/* What the guard and we ourselves need comes on top, except where stacks are large and their
	 * size a fine one for the page tables (see stack.c). */
	if (wanted.stack_size % LARGE != 0)
		wanted.stack_size += wanted.guard + PAGE;

	unsigned kind;
	uint64_t id;
	struct co *co = take(&wanted, &kind, &id);
	int error = 0, tid = tid_of(id);
	if (!co)
		error = co_map(&co, &wanted, tid);
	else if (wanted.flags & CO_OWN_TLS)
		tcb_renew(co->context.thread_pointer, tid, co->generation == fork_generation);
	if (error)
		return error;

	struct stack stack = co->stack;
	void *tp = wanted.flags & CO_OWN_TLS ? co->context.thread_pointer : NULL;
	if (unlikely(co->api.message != NULL))
		free(co->api.message);
	clear(co, 0, sizeof *co);
	co->stack = stack;
	lay_out(co, tp);
	if (tp)
		tls_of(tp)->co = co; /* all else in it is zero */
	co->kind = (uint8_t)kind;
	co->flags = (uint16_t)options->flags;
	co->guard = options->guard;
	co->fn = fn;
	co->arg = arg;
	/* Nobody else sees it yet: no atomic operations. */
	atomic_init(&co->refs, 2);
	atomic_init(&co->gate, GATE_INSIDE);
	atomic_init(&co->wake, WAKE_EVENT);
	co->parked_as = WAKE_NOT_YET;
	co->limit_ns = FOREVER_NS;
	co->tid = tid;
	co->generation = fork_generation;
	co->id = id;
	co->sigmask = options->sigmask ? *options->sigmask
		      : co_self()      ? co_self()->sigmask
				       : sigmask_current();
	if (options->name)
		strncpy(co->name, options->name, sizeof co->name - 1);
	if (options->user_stack) {
		co->flags |= CO_USER_STACK;
		co->user_stack = options->user_stack;
		co->user_stack_size = options->stack_size;
		co->top = align_down(co->user_stack + co->user_stack_size, 16);
	}
	context_make(&co->context, co->top, co_main, co);
	*made = co;
	return 0;
}

/* Its home is the hub, which the caller holds, or where that is NULL the process's first. */
static void settle(struct co *co, struct hub *hub) {
	sigmask_count(hub ? &hub->masks : NULL, co->sigmask, 1);
	__atomic_store_n(&co->hub, hub ? hub : hub_first(), __ATOMIC_RELEASE); /* see co_is_here */
	if (hub)
		hub_count(hub, co);
	if (co->flags & CO_SHARE_TLS)
		co->context.thread_pointer = co->hub->shared_tls;
	/* Coroutines are joined where they were spawned, threads from anywhere. */
	if (hub && hub->owns && !(co->flags & CO_THREAD))
		atomic_store_explicit(&co->end_guard.owner, (uintptr_t)hub, memory_order_relaxed);
	else
		atomic_store_explicit(&co->end_guard.owner, guard_state(GUARD_SHARED),
				      memory_order_relaxed);
}

void co_start(struct co *co) {
	struct co *self = gate_enter();
	struct hub *hub = hub_here();
	settle(co, hub);
	if (likely(hub != NULL))
		hub_push(hub, co);
	else
		hub_post(co);
	gate_leave(self);
}

void co_start_at(struct co *co, int64_t start_ns) {
	struct co *self = gate_enter();
	struct hub *hub = hub_here();
	settle(co, hub);
	if (!hub) { /* whose timers are not ours to set: it waits itself */
		co->start_ns = start_ns;
		hub_ready(co);
	} else {
		co_prepare(co);
		if (timers_arm(&hub->timers, co, start_ns) < 0 && co_claim(co, WAKE_EVENT))
			hub_ready(co);
	}
	gate_leave(self);
}

/* ---- ending ---- */

uint64_t co_new_id(void) {
	return atomic_fetch_add_explicit(&all.next_id, 1, memory_order_relaxed);
}

void co_ref(struct co *co) {
	atomic_fetch_add_explicit(&co->refs, 1, memory_order_relaxed);
}

/* With the gate closed. */
static void drop_ref(struct co *co) {
	/* Who has the only one is alone with it. */
	if (atomic_load_explicit(&co->refs, memory_order_acquire) == 1)
		atomic_store_explicit(&co->refs, 0, memory_order_relaxed);
	else if (atomic_fetch_sub_explicit(&co->refs, 1, memory_order_acq_rel) != 1)
		return;
	if ((co->flags & (CO_ADOPTED | CO_KTHREAD)) == CO_ADOPTED)
		return;
	if (unlikely(co->api.error && !co->api.is_asked))
		cancel_report_error(co);
	if (unlikely(co->flags & CO_KTHREAD))
		kthread_free(co);
	else
		cache_put(co);
}

void co_unref(struct co *co) {
	struct co *self = gate_enter();
	drop_ref(co);
	gate_leave(self);
}

void co_announce_end(struct hub *hub, struct co *co) {
	bool owned = guard_take(&co->end_guard, hub);
	atomic_store_explicit(&co->ended, true, memory_order_release);
	wait_finish_all(&co->joiners, 0);
	if (unlikely(co->api.links != NULL))
		link_start_all(co);
	wait_drop(&co->end_guard, owned);
}

/* It is off its stack. */
static void bury(struct hub *hub, struct co *co) {
	hub->threads -= co->flags & CO_THREAD;
	hub_lose(hub, 1);
	sigmask_count(&hub->masks, co->sigmask, -1);
	if (unlikely(co->flags & CO_USER_STACK))
		co_announce_end(hub, co); /* who waits may release the stack */
	drop_ref(co);
}

void co_discard(struct co *co) {
	co_unref(co);
	co_unref(co);
}

bool co_is_here(const struct co *co) {
	const struct hub *hub = __atomic_load_n(&co->hub, __ATOMIC_ACQUIRE);
	return hub && atomic_load(&co->refs) > 0 && !co_ended(co) && co->generation == fork_generation;
}

bool co_ended(const struct co *co) {
	return atomic_load_explicit(&co->ended, memory_order_acquire);
}

int co_join(struct co *co, int64_t deadline_ns, unsigned call) {
	if (co == co_self())
		return -EDEADLK;
	int error = 0;
	while (!co_ended(co)) {
		struct entry e = entry_begin(&co->end_guard, call ? NULL : "eg_join", co);
		if (e.self && call)
			e.self->call = (uint16_t)call;
		if (co_ended(co))
			entry_drop(&co->end_guard, e);
		else
			error = wait_in(&e, &co->end_guard, &co->joiners, NULL, deadline_ns,
					error == -EINTR);
		gate_leave(e.self);
		if (error == -ETIMEDOUT || error == -ECANCELED)
			return error;
	}
	return 0;
}

/* ---- the gate ---- */

struct co_hooks co_hooks;

void gate_enter_slowly(struct co *self) {
	if (atomic_load(&self->attention) & ATTEND_DETACH)
		detach_answer(self);
}

static void attend_signals(struct co *self) {
	while (atomic_load(&self->attention) & ATTEND_SIGNAL) {
		atomic_fetch_and(&self->attention, ~ATTEND_SIGNAL);
		co_hooks.signals(self);
	}
}

/* ---- switching ---- */

/* With many coroutines, what each touches first is cold, also for the TLB: the frames that it parked in, and
 * its TLS. Loads that do not depend on each other wait together, and all of them hardly longer than one.
 * (The processor's prefetch instruction stops at a TLB miss.) */
static void warm_up(struct hub *hub, const struct co *self) {
	enum { BATCH = 16, FRAMES = 320 };
	ptrdiff_t tls = (char *)&eg_tls - (char *)context_thread_pointer();
	uintptr_t sum = 0;
	unsigned count = 0;
	for (const struct co *co = hub->run_head; co && count < BATCH; co = co->next, count++) {
		if (co == self) /* it gives way: it is on its stack still */
			continue;
		/* A new one has little above its stack pointer, and the stack may be the program's. */
		const unsigned char *sp = co->context.sp, *top = co->top;
		sum += *((const unsigned char *)co->context.thread_pointer + tls);
		for (int at = 0; at < FRAMES && (!top || sp + at < top); at += CACHE_LINE)
			sum += sp[at];
	}
	__asm__ volatile("" : : "r"(sum));
	hub->warm = count;
}

/* It is about to leave: what somebody has asked to know of its past. */
static void measure(struct hub *hub, struct co *self) {
	if (hub->count.parks)
		hub->count.parks[self->call]++;
	if (cputime_is_measured())
		cputime_switch(self, hub->budget > 0 ? hub->run_head : NULL);
}

/* Who goes on when it leaves: the next coroutine, or events have their turn. */
static always_inline struct context *next(struct co *self) {
	struct hub *hub = self->hub;
	self->streak = 0;
	hub->switches++;
	if (unlikely(atomic_load_explicit(&hub->is_measured, memory_order_relaxed)))
		measure(hub, self);
	if (unlikely(!hub->run_head || hub->budget == 0)) {
		hub->current = NULL;
		return &hub->carrier->context;
	}
	hub->budget--;
	if (unlikely(hub->warm == 0) && hub->runnable > 8)
		warm_up(hub, self);
	hub->warm -= hub->warm > 0;
	struct co *co = hub->current = hub_pop(hub);
	hub_set_sigmask(hub, co->sigmask);
	return &co->context;
}

/* It has arranged to be woken. In line, so that a coroutine begins and ends at the depth of calls of who
 * waits for it: see switch_x86_64.S. */
static always_inline void leave(struct co *self) {
	context_switch(&self->context, next(self));
}

/* Back on the hub. */
static inline void resumed(struct co *self) {
	if (self->flags & CO_SHARE_TLS)
		eg_tls.co = self;
	hub_after(self->hub);
}

/* The two together. errno is the coroutine's own, also in a TLS block that it shares. */
static always_inline void switch_away(struct co *self) {
	int saved_errno = self->flags & CO_SHARE_TLS ? *tcb_errno() : 0;
	leave(self);
	resumed(self);
	if (self->flags & CO_SHARE_TLS)
		*tcb_errno() = saved_errno;
}

/* Something else than what the park is for ends it at once: it came after the gate was closed, or it is
 * a cancellation, which stays. */
static bool is_stopped(struct co *self, int attention) {
	return ((attention & ATTEND_CANCEL) && co_claim(self, WAKE_CANCEL)) ||
	       ((attention & ATTEND_SIGNAL) && co_claim(self, WAKE_SIGNAL));
}

/* To prepare and to look are a store and a load with no barrier in between: the rare side has it. */
bool co_interrupt(struct co *co, enum wake why) {
	if (co_claim(co, why))
		return true;
	if (!co->away && co->hub == hub_here())
		return false;
	fence_everywhere();
	return co_claim(co, why);
}

enum wake co_park(struct co *self, int64_t deadline_ns) {
	bool limited = false;
	if (unlikely(self->limit_ns != FOREVER_NS) && self->limit_ns <= deadline_ns &&
	    self->parked_as != WAKE_FIRM) {
		limited = true; /* at equal times it was armed first */
		deadline_ns = self->limit_ns;
	}
	if (deadline_ns != FOREVER_NS && timers_arm(&self->hub->timers, self, deadline_ns) < 0 &&
	    co_claim(self, WAKE_TIMEOUT))
		hub_ready(self);
	int attention = atomic_load_explicit(&self->attention, memory_order_relaxed);
	if (unlikely(attention != 0) && is_stopped(self, attention))
		timers_disarm(&self->hub->timers, self);
	else
		switch_away(self);
	enum wake why = atomic_load_explicit(&self->wake, memory_order_relaxed);
	if (unlikely(why == WAKE_TIMEOUT && limited))
		why = WAKE_LIMIT;
	if (unlikely(why == WAKE_SIGNAL)) {
		self->interruption = INTERRUPTION_NONE; /* until handlers have run */
		atomic_fetch_or(&self->attention, ATTEND_SIGNAL);
	}
	if (unlikely(why == WAKE_CANCEL || why == WAKE_LIMIT))
		cancel_stopped(self, why);
	return why;
}

void co_give_way(struct co *self) {
	hub_push(self->hub, self);
	switch_away(self);
}

/* ---- moving to another hub ---- */

static void move(struct hub *hub, struct co *co) {
	hub_uncount(hub, co);
	hub->count.moved++;
	__atomic_store_n(&co->hub, atomic_load(&co->goes_to), __ATOMIC_RELEASE);
	hub_post(co);
}

static void attend_move(struct co *self) {
	atomic_fetch_and(&self->attention, ~ATTEND_MOVE);
	struct hub *to = atomic_load(&self->goes_to);
	if ((self->flags & (CO_THREAD | CO_STAYS)) != CO_THREAD || gate_enter() != self)
		return;
	self->flags = (uint16_t)((self->flags & ~CO_PLACED) | (to->bound ? CO_PLACED : 0));
	if (to != self->hub) {
		self->hub->after = move;
		self->hub->after_co = self;
		leave(self);
		resumed(self);
	}
	gate_leave(self);
}

void gate_leave_slowly(struct co *self) {
	if (unlikely(atomic_load(&self->attention) & ATTEND_MOVE))
		attend_move(self);
	attend_signals(self);
}

void co_send(struct co *co, struct hub *hub) {
	atomic_store(&co->goes_to, hub);
	atomic_fetch_or(&co->attention, ATTEND_MOVE);
	if (co == co_self())
		gate_leave(gate_enter());
}

/* ---- the blocking move ---- */

static void hand_over(struct hub *hub, struct co *co) {
	hub->count.blocking++;
	co->away = true;
	carrier_take(co);
}

/* From here on, a signal to this coroutine interrupts the call. */
static void in_call(struct co *self) {
	self->in_call = true;
	barrier();
	if (unlikely(atomic_load(&self->attention) & ATTEND_SIGNAL))
		attend_signals(self);
}

void co_blocking_begin(struct co *self) {
	self->hub->after = hand_over;
	self->hub->after_co = self;
	leave(self);
	if (!self->away) /* no carrier was to be had */
		resumed(self);
	in_call(self);
}

void co_blocking_end(struct co *self) {
	self->in_call = false;
	barrier();
	if (self->away)
		co_go_home(self);
}

/* As if it were detached: then it goes home where it enters the gate. What a native one runs is the program's
 * own code already, which does not pass the gate. */
bool co_blocking_suspend(struct co *self) {
	if (!self->in_call || (self->flags & CO_NATIVE))
		return false;
	self->in_call = false;
	if (self->away)
		detach_oneself(self);
	gate_open(self);
	return true;
}

void co_blocking_resume(struct co *self) {
	if (detach_undo(self)) { /* it has not passed the gate */
		atomic_store_explicit(&self->gate, GATE_INSIDE, memory_order_relaxed);
		self->in_call = true;
	} else {
		CHECK(gate_enter() == self);
		if (hub_is_alone(self->hub)) /* in a forked child, which has no carriers */
			in_call(self);
		else
			co_blocking_begin(self);
	}
}

void co_go_home(struct co *self) {
	int saved_errno = *tcb_errno(); /* of the carrier, where it has lent its TLS block */
	if (unlikely(cputime_is_measured()))
		cputime_switch(self, NULL);
	context_switch(&self->context, &self->carrier->context);
	resumed(self);
	*tcb_errno() = saved_errno;
}

/* ---- the first and the last steps ---- */

static always_inline __attribute__((noreturn)) void finish(struct co *self) {
	if (self->flags & CO_NATIVE) {
		native_end(&self->native);
		co_blocking_end(self);
		gate_leave(self);
	}
	cancel_ending(self);
	if (self->flags & (CO_OWN_TLS | CO_ADOPTED))
		tcb_run_destructors();
	if (co_hooks.ending)
		co_hooks.ending(self);
	CHECK(gate_enter() == self);
	/* Where the stack is ours, it lasts as long as the reference that bury drops. */
	if (likely(!(self->flags & CO_USER_STACK)))
		co_announce_end(self->hub, self);
	self->hub->after = bury;
	self->hub->after_co = self;
	context_leave(&self->context, next(self));
}

void co_finish(void *self) {
	finish(self);
}

/* Until its time has come, or it is cancelled. Gate closed. */
static void wait_for_start(struct co *self) {
	for (;;) {
		co_prepare(self);
		if (co_park(self, self->start_ns) != WAKE_SIGNAL)
			return;
		gate_leave(self); /* the handler runs */
		gate_enter();
	}
}

static void run(struct co *self) {
	if (unlikely(self->start_ns != 0))
		wait_for_start(self);
	bool is_native = self->flags & CO_NATIVE;
	if (is_native)
		co_blocking_begin(self);
	else
		gate_leave(self);
	if (likely(!atomic_load(&self->cancel.code))) /* before it started: it never does */
		self->result = self->fn(self->arg);
}

static void co_main(void *arg) {
	struct co *self = arg;
	resumed(self);
	self->begun = true;
	if (self->flags & CO_SHARE_TLS) {
		run(self);
		finish(self);
	}
	tcb_started();
	pthread_cleanup_push(co_finish, self); /* where pthread_exit unwinds to */
	run(self);
	pthread_cleanup_pop(0);
	finish(self);
}
