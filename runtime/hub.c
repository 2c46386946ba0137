/* hub.c - see hub.h: who runs next, and when there is nobody, waiting for events. */
#include "runtime/hub.h"

#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <unistd.h>

#include "runtime/cputime.h"
#include "runtime/detach.h"
#include "runtime/events.h"
#include "runtime/fd.h"
#include "runtime/fork.h"
#include "runtime/lock.h"
#include "runtime/lot.h"
#include "runtime/monitor.h"
#include "runtime/report.h"
#include "runtime/say.h"
#include "runtime/settings.h"
#include "runtime/sys.h"
#include "runtime/tcb.h"

enum { BUDGET = 64 }; /* switches between two looks at the events, where nobody else waits */

static struct {
	struct lock starting;
	bool started, failed;
	struct hub *first;         /* of the process's threads */
	_Atomic(struct hub *) all; /* of which none is ever freed */
} hubs;

/* ---- the run queue's outside ---- */

/* The hub wakes up, if it sleeps; false: it does not. Any context; async-signal-safe. */
static bool knock(struct hub *hub) {
	if (!atomic_load(&hub->asleep) || !atomic_exchange(&hub->asleep, false))
		return false;
	events_knock(hub->events);
	return true;
}

void hub_post(struct co *co) {
	struct hub *hub = co->hub;
	struct co *first = atomic_load_explicit(&hub->inbox, memory_order_relaxed);
	do
		co->next = first;
	while (!atomic_compare_exchange_weak(&hub->inbox, &first, co));
	if (!knock(hub))
		monitor_wake(); /* its one coroutine may be in a call of the kernel's: see is_busy */
}

/* Those who have gone on elsewhere: see hub_choose. */
static void let_go(struct hub *hub) {
	unsigned left = atomic_exchange(&hub->left, 0);
	hub->count.made -= left;
	hub->count.moved += left;
	hub->threads -= left;
	hub_lose(hub, left);
}

static void empty_inbox(struct hub *hub) {
	if (unlikely(atomic_load_explicit(&hub->left, memory_order_relaxed)))
		let_go(hub);
	if (likely(!atomic_load_explicit(&hub->inbox, memory_order_relaxed)))
		return;
	struct co *newest = atomic_exchange(&hub->inbox, NULL), *oldest = NULL;
	while (newest) {
		struct co *next = newest->next;
		newest->next = oldest;
		oldest = newest;
		newest = next;
	}
	while (oldest) {
		struct co *next = oldest->next;
		hub_count(hub, oldest);
		timers_disarm(&hub->timers, oldest);
		hub_push(hub, oldest);
		oldest = next;
	}
}

/* ---- making ---- */

static struct hub *hub_new(void) {
	struct hub *hub =
		mmap(NULL, sizeof *hub, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	if (hub ==
	    MAP_FAILED) /* no malloc: its lock may be held by who is to leave the next one to others */
		return NULL;
	if (!(hub->events = events_new(hub))) {
		munmap(hub, sizeof *hub);
		return NULL;
	}
	hub->owns = guard_can_own();
	if (settings.stats)
		hub->count.parks = calloc(CALLS_MOST, sizeof *hub->count.parks);
	hub->is_measured = hub->count.parks != NULL;
	return hub;
}

static void publish(struct hub *hub) {
	hub->next = atomic_load(&hubs.all);
	while (!atomic_compare_exchange_weak(&hubs.all, &hub->next, hub))
		;
	if (cputime_is_wanted())
		atomic_store(&hub->is_measured, true);
}

/* One that was not published. */
static void hub_free(struct hub *hub) {
	events_free(hub->events);
	timers_free(&hub->timers);
	free(hub->count.parks);
	munmap(hub, sizeof *hub);
}

/* What the whole process needs, once. */
static bool start_runtime(void) {
	const char *why = "";
	lock_take(&hubs.starting); /* for a while: a waiter sleeps in the kernel */
	if (!hubs.started) {
		hubs.started = true;
		detach_init();
		context_init();
		events_start();
		int error = tcb_init(&why);
		if (error) {
			hubs.failed = true;
			say(SAY_ERROR,
			    "cannot make coroutines here, so threads stay kernel threads: no %s (%s)",
			    why, strerror(-error));
		}
	}
	lock_drop(&hubs.starting);
	return !hubs.failed;
}

/* After the hub is made: in a process with several kernel threads, the first fence and a larger table of descriptors
 * take the kernel 15 ms each. */
static bool start_monitor(void) {
	lock_take(&hubs.starting);
	bool runs = monitor_start() == 0;
	lock_drop(&hubs.starting);
	if (!runs)
		say(SAY_ERROR, "no kernel thread to watch over coroutines: raise ulimit -u");
	return runs;
}

static struct hub *make(void) {
	if (!start_runtime())
		return NULL;
	struct hub *hub = hub_new();
	if (!hub) {
		say(SAY_ERROR, "no hub: out of memory or descriptors");
	} else if (!start_monitor()) {
		hub_free(hub);
		hub = NULL;
	}
	return hub;
}

struct hub *hub_adopt(void) {
	struct co *self = co_self();
	if (self)
		return self->hub;
	struct hub *hub = make();
	if (!hub)
		return NULL;
	stack_t altstack; /* the thread's own goes with its coroutine */
	sys(SYS_sigaltstack, NULL, &altstack);
	self = calloc(1, sizeof *self);
	if (!self || !(hub->carrier = carrier_adopt(hub))) {
		say(SAY_ERROR, "no hub: out of memory");
		free(self);
		hub_free(hub);
		return NULL;
	}
	self->context.thread_pointer = context_thread_pointer();
	self->flags = CO_ADOPTED;
	self->generation = fork_generation;
	self->counted = true;
	self->hub = hub;
	self->refs = 2;
	self->tid = (int)sys(SYS_gettid);
	sys(SYS_prctl, PR_GET_NAME, self->name);
	tcb_adopt();
	cputime_adopt(self);
	self->sigmask = hub->sigmask = sigmask_current();
	sigmask_count(NULL, self->sigmask, 1);
	self->wake = WAKE_EVENT;
	self->parked_as = WAKE_NOT_YET;
	self->limit_ns = FOREVER_NS;
	if (!(altstack.ss_flags & SS_DISABLE))
		self->shim.altstack = altstack;
	hub->current = hub->adopted = self;
	hub->live = 1;
	hub->is_shared = getpid() == sys(SYS_gettid);
	publish(hub);
	self->begun = true;
	eg_tls.co = self;
	if (co_hooks.started)
		co_hooks.started();
	return hub;
}

int hub_shared_tls(struct hub *hub) {
	enum { SMALL = 16 << 10 }; /* nothing runs there */
	struct co *frame;
	if (likely(hub->shared_tls != NULL))
		return 0;
	int error = co_new(&frame, NULL, NULL,
			   &(struct co_options){ .stack_size = SMALL, .flags = CO_OWN_TLS });
	if (error)
		return error;
	co_set_tls(frame, (struct tls){ 0 });
	hub->shared_tls = frame->context.thread_pointer;
	return 0;
}

struct hub *hub_first(void) {
	if (hubs.first && monitor_start() == 0)
		return hubs.first;
	if (getpid() == sys(SYS_gettid))
		return hubs.first = hub_adopt();
	struct hub *hub = make();
	if (!hub)
		return NULL;
	if (carrier_start(hub) == 0) {
		hub->is_shared = true;
		publish(hub);
		return hubs.first = hub;
	}
	say(SAY_ERROR, "no hub: out of memory or kernel threads");
	hub_free(hub);
	return NULL;
}

/* ---- running ---- */

/* How many timers were due. */
static unsigned expire(struct hub *hub) {
	enum { BATCH = 32 };
	struct co *due[BATCH];
	unsigned sum = 0, count = hub->timers.count ? BATCH : 0;
	int64_t now_ns = count ? clock_ns() : 0;
	while (count == BATCH) {
		count = timers_take(&hub->timers, now_ns, due, BATCH);
		for (unsigned i = 0; i < count; i++) {
			if (co_claim(due[i], WAKE_TIMEOUT))
				hub_push(hub, due[i]);
		}
		sum += count;
	}
	return sum;
}

/* To fall asleep and be woken costs as much as a dozen sleepers' turns, 20 us in a virtual machine. Where timers are
 * due so densely that there could not be a kernel thread for each, every sleep is a little longer, to find more of
 * them: as network cards do it with interrupts. */
static void moderate(struct hub *hub, unsigned due) {
	enum { MANY = 6, FEW = 3 }; /* in each of so long: */
	enum { STEP_NS = 50000, MOST_NS = 200000 };
	int64_t steps = 1 + hub->late_ns / STEP_NS;
	if (due > MANY * steps)
		hub->late_ns += hub->late_ns < MOST_NS ? STEP_NS : 0;
	else if (due < FEW * steps)
		hub->late_ns -= hub->late_ns > 0 ? STEP_NS : 0;
}

static bool has_nothing_to_wait_for(const struct hub *hub) {
	return !hub->timers.count && !events_are_watched(hub->events);
}

/* Signals to the process come to one kernel thread, so that they stay in order: to the main thread's, while
 * that is away on one of its own, else to the first hub's. */
static uint64_t mask_asleep(const struct hub *hub) {
	const struct co *main = hub->adopted;
	if (hub->is_shared && hub != hubs.first && !main)
		return SIGMASK_ALL; /* one of those that hub_add made */
	return sigmask_idle() | (main && main->away ? SIGMASK_ALL & ~main->sigmask : 0);
}

/* Wait for an event, the first timer or a knock. */
static void sleep_until_event(struct hub *hub) {
	hub->sleeps++;
	atomic_store(&hub->asleep, true);
	hub_set_sigmask(hub, mask_asleep(hub));
	hub->is_suspect =
		hub->has_api && !hub->was_reported && hub->live && has_nothing_to_wait_for(hub);
	if (!atomic_load(&hub->inbox) && !atomic_load(&hub->trim))
		events_sleep(hub->events);
	if (unlikely(hub->is_suspect) && !atomic_load(&hub->inbox) && atomic_load(&hub->asleep) &&
	    !atomic_load(&hub->trim)) {
		report_if_stuck(hub);
		hub->was_reported = true;
	}
	atomic_store(&hub->asleep, false);
	monitor_wake();
}

/* Give every second one of the thread coroutines that are runnable to the other hub, which has nothing to
 * do; or all of them. Whoever is runnable has no timer armed, and waits for no descriptor. */
static void share(struct hub *hub, struct hub *other, bool all) {
	struct co *co = hub->run_head;
	bool gives = false;
	hub->run_head = hub->run_tail = NULL;
	hub->runnable = 0;
	for (struct co *next; co; co = next) {
		next = co->next;
		if ((co->flags & (CO_THREAD | CO_STAYS | CO_PLACED)) != CO_THREAD ||
		    !(gives = !gives || all)) {
			hub_push(hub, co);
			continue;
		}
		hub_uncount(hub, co);
		hub->count.moved++;
		__atomic_store_n(&co->hub, other, __ATOMIC_RELEASE);
		hub_post(co);
	}
}

void hub_run(struct hub *hub, struct carrier *carrier) {
	while (carrier->hub == hub) { /* else it was taken from the coroutine that has come back here */
		hub_after(hub);
		empty_inbox(hub);
		expire(hub);
		bool sleeps = !hub->run_head;
		if (sleeps)
			sleep_until_event(hub);
		else
			events_look(hub->events);
		empty_inbox(hub);
		unsigned due = expire(hub);
		if (sleeps)
			moderate(hub, due);
		if (unlikely(atomic_load_explicit(&hub->trim, memory_order_relaxed))) {
			atomic_store(&hub->trim, false);
			cache_trim(hub);
		}
		uintptr_t with = atomic_load_explicit(&hub->share_with, memory_order_relaxed);
		if (unlikely(with != 0)) {
			bool all = with & SHARE_ALL;
			if (all || atomic_compare_exchange_strong(&hub->share_with, &with, 0))
				share(hub, (struct hub *)(with & ~(uintptr_t)SHARE_ALL), all);
		}
		if (!hub->run_head)
			continue;
		hub->budget = hub->runnable > BUDGET ? hub->runnable : BUDGET;
		hub->current = hub_pop(hub);
		hub_set_sigmask(hub, hub->current->sigmask);
		if (unlikely(cputime_is_measured()))
			cputime_switch(NULL, hub->current);
		context_switch(&carrier->context, &hub->current->context);
	}
}

/* ---- for others ---- */

struct hub *hub_next(const struct hub *hub) {
	return hub ? hub->next : atomic_load(&hubs.all);
}

struct hub *hub_add(bool is_extra) {
	struct carrier *carrier = carrier_reserve();
	struct hub *hub = carrier ? hub_new() : NULL;
	if (!hub) {
		if (carrier)
			carrier_give_back(carrier);
		return NULL;
	}
	hub->is_shared = true;
	hub->is_extra = is_extra;
	hub->live = 1; /* none of its coroutines is ever alone, and makes its calls as a plain thread */
	hub->asleep = true;
	hub->carrier = carrier;
	hub->sigmask = SIGMASK_ALL;
	publish(hub);
	carrier_give_hub(carrier, hub);
	return hub;
}

static struct hub *make_bound(const cpu_set_t *processors) {
	struct hub *hub = hub_new();
	cpu_set_t *bound = malloc(sizeof *bound);
	if (hub && bound) {
		*bound = *processors;
		hub->bound = bound;
		hub->is_shared = true;
		hub->live = 1; /* as in hub_add */
		if (carrier_start(hub) == 0) {
			publish(hub);
			return hub;
		}
	}
	free(bound);
	if (hub)
		hub_free(hub);
	return NULL;
}

struct hub *hub_bound_to(const cpu_set_t *processors) {
	enum { BOUND_MOST = 64 };
	unsigned count = 0;
	struct hub *found = NULL;
	if (settings.hubs == 1 || !hubs.first)
		return NULL;
	lock_take(&hubs.starting);
	for (struct hub *hub = NULL; !found && (hub = hub_next(hub));) {
		count += hub->bound != NULL;
		if (hub->bound && CPU_EQUAL(hub->bound, processors))
			found = hub;
	}
	if (!found && count < BOUND_MOST)
		found = make_bound(processors);
	lock_drop(&hubs.starting);
	return found;
}

void hub_shares(struct hub *hub, struct hub *with) {
	atomic_store(&hub->share_with, (uintptr_t)with);
}

void hub_leaves(struct hub *hub) {
	atomic_store(&hub->share_with, (uintptr_t)hubs.first | SHARE_ALL);
}

void hub_stays(struct hub *hub) {
	uintptr_t with = atomic_load(&hub->share_with);
	if (with & SHARE_ALL)
		atomic_compare_exchange_strong(&hub->share_with, &with, 0);
}

bool hub_is_first(const struct hub *hub) {
	return hub == hubs.first;
}

bool hub_exists(const struct hub *wanted) {
	const struct hub *hub = NULL;
	while ((hub = hub_next(hub)) && hub != wanted)
		;
	return hub != NULL;
}

/* One that sleeps, but for this one; an extra one, if there is no other. */
static struct hub *find_idle(const struct hub *but) {
	struct hub *idle = NULL;
	for (struct hub *hub = NULL; (hub = hub_next(hub));) {
		if (hub != but && hub->is_shared && !hub->bound && atomic_load(&hub->asleep) &&
		    (!idle || !hub->is_extra))
			idle = hub;
	}
	return idle;
}

/* Somebody lives there beside the one that asks. */
static bool has_others(const struct hub *hub) {
	return hub->live - atomic_load(&hub->left) > (hub->adopted ? 1 : 2); /* see hub_add */
}

void hub_choose(struct co *co) {
	enum { SOON_NS = 100000000 };
	struct hub *home = co->hub;
	int64_t now_ns = clock_ns();
	bool again = now_ns - co->detached_ns < SOON_NS;
	co->detached_ns = now_ns;
	if ((co->flags & (CO_THREAD | CO_PLACED)) != CO_THREAD ||
	    (atomic_load(&home->asleep) && !(again && has_others(home))))
		return;
	struct hub *idle = find_idle(home);
	if (!idle) {
		if (again)
			monitor_wants_hub();
		return;
	}
	hub_stays(idle);
	co->counted = false; /* it is counted where it arrives */
	atomic_fetch_add(&home->left, 1);
	__atomic_store_n(&co->hub, idle, __ATOMIC_RELEASE);
}

bool hub_is_one_of_many(void) {
	return hub_next(hub_next(NULL)) || detach_count() > 0;
}

bool hub_has_work(const struct hub *hub) {
	int64_t due_ns = atomic_load(&hub->timers.next_ns);
	return hub->runnable || atomic_load(&hub->inbox) || (due_ns && due_ns <= clock_ns()) ||
	       events_may_be(hub->events);
}

void hub_trim_all(void) {
	for (struct hub *hub = NULL; (hub = hub_next(hub));) {
		atomic_store(&hub->trim, true);
		knock(hub);
	}
}

struct hub_totals hub_totals(void) {
	struct hub_totals totals = { 0 };
	for (struct hub *hub = NULL; (hub = hub_next(hub));) {
		totals.made += hub->count.made;
		totals.blocking += hub->count.blocking;
		totals.detached += hub->count.detached;
		totals.moved += hub->count.moved;
		totals.switches += hub->switches;
		totals.hubs++;
	}
	return totals;
}

bool hubs_each_adopted(bool (*visit)(void *co, void *arg), void *arg) {
	for (struct hub *hub = NULL; (hub = hub_next(hub));) {
		if (hub->adopted && visit(hub->adopted, arg))
			return true;
	}
	return false;
}

void hubs_visit_masks(void (*visit)(const struct sigmask_counts *masks, void *arg), void *arg) {
	for (struct hub *hub = NULL; (hub = hub_next(hub));)
		visit(&hub->masks, arg);
}

int hubs_asleep(void) {
	enum { NOT_ALL = 1 << 30 };
	int count = 0;
	for (struct hub *hub = NULL; (hub = hub_next(hub));)
		count += atomic_load(&hub->asleep) && has_nothing_to_wait_for(hub) ? 1 : NOT_ALL;
	return count;
}

uint64_t hub_parks(unsigned call) {
	uint64_t parks = 0;
	for (struct hub *hub = NULL; call < CALLS_MOST && (hub = hub_next(hub));)
		parks += hub->count.parks ? hub->count.parks[call] : 0;
	return parks;
}

void hub_left_alone(void) {
	struct co *self = co_self();
	if (!self)
		return;
	detach_forked(self);                /* before it passes the gate: its carrier is not here */
	atomic_store(&self->goes_to, NULL); /* the hub is not here */
	atomic_fetch_and(&self->attention, ~ATTEND_MOVE);
	self->hub->run_head = self->hub->run_tail = NULL;
	self->hub->runnable = 0;
	self->hub->live = 1;
}

/* The child's only hub, without what it needs to run: the parent's; but if the caller did not hold that, one at another
 * address, since somebody may have been inside of what the parent's owns (see guard.h). NULL: no memory. */
static struct hub *inherit(struct co *self) {
	struct hub *old = self->hub, *hub = old, kept = { 0 };
	if (self->away) {
		hub = calloc(1, sizeof *hub);
	} else {
		events_free(old->events);
		timers_free(&old->timers);
		memcpy(kept.cached, old->cached, sizeof kept.cached);
	}
	if (!hub)
		return NULL;
	kept.adopted = self->flags & CO_ADOPTED ? self : NULL;
	kept.has_api = old->has_api;
	kept.owns = old->owns;
	kept.shared_tls = old->shared_tls;
	kept.sigmask = self->sigmask;
	kept.count.parks = old->count.parks;
	kept.is_measured = kept.count.parks || cputime_is_wanted();
	kept.is_shared = true;
	kept.live = 1;
	kept.threads = self->flags & CO_THREAD;
	*hub = kept;
	return hub;
}

void hub_forked(void) {
	struct co *self = co_self();
	if (!hubs.started)
		return;
	co_forked(self);
	struct hub *hub = self ? inherit(self) : NULL;
	atomic_store(&hubs.starting.word, 0);
	hubs.first = hub;
	atomic_store(&hubs.all, hub);
	fd_reset();
	lot_reset();
	cache_forked();
	carriers_forked();
	monitor_forked();
	sigmask_reset(self ? self->sigmask : 0);
	fd_close_own(settings.stats_fd); /* what others waited on */
	if (!self)
		return;
	if (!hub || !(hub->events = events_new(hub)) || !(hub->carrier = carrier_adopt(hub))) {
		say(SAY_ERROR, "no hub after fork: out of memory or descriptors");
		hubs.first = NULL; /* a thread of its own again: calls go straight to the kernel */
		atomic_store(&hubs.all, NULL);
		eg_tls.co = NULL;
		return;
	}
	hub->current = self;
	self->hub = hub;
	self->away = self->in_call = false;
	self->timer = 0;
}
