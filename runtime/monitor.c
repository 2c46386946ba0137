/* monitor.c - see monitor.h. The watcher sees to it that no hub is kept by one coroutine (detach.c). The
 * worker takes malloc's and the loader's locks, which code behind a closed gate must not: it makes the
 * carriers that are asked for, and unmaps coroutines that nobody needs. The watcher takes none of these:
 * whoever holds one may be the very coroutine that keeps its hub. */
#include "runtime/monitor.h"

#include <fcntl.h>
#include <linux/futex.h>
#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include "runtime/cache.h"
#include "runtime/carrier.h"
#include "runtime/co.h"
#include "runtime/cputime.h"
#include "runtime/detach.h"
#include "runtime/fence.h"
#include "runtime/hub.h"
#include "runtime/report.h"
#include "runtime/settings.h"
#include "runtime/sys.h"

enum { EXTRA_LEAST = 12 };

static struct {
	_Atomic bool runs;
	_Atomic unsigned work;    /* futex: 1, there is some for the worker */
	_Atomic unsigned watch;   /* futex: 1, there is something to watch, */
	_Atomic bool sleeps;      /* since the watcher sleeps until then */
	_Atomic bool wants_hub;   /* the watcher, from the worker; */
	_Atomic bool wants_extra; /* threads that compute, too; */
	struct {                  /* and that it tells of this one, which stays while the worker does */
		_Atomic bool is_new;
		struct hub *hub;
		struct co *co;
		int64_t kept_ns;
	} culprit;
	struct lock watching;   /* held while the watcher looks at coroutines */
	unsigned hubs;          /* at most, for the process's threads; */
	unsigned extra_most;    /* and so many more for those that compute, */
	_Atomic unsigned extra; /* of which there are so many */
	unsigned processors;
	bool watched; /* the watcher runs, if not the worker */

	/* The watcher's own. */
	int64_t gathered_ns; /* when it last looked what hubs have used */
	unsigned busy, idle; /* hubs that were busy, and how often in a row none was */
	bool has_threads;    /* some that may be detached, or go elsewhere */
} monitor;

static void poke(_Atomic unsigned *word) {
	if (atomic_exchange(word, 1) == 0)
		sys(SYS_futex, word, FUTEX_WAKE_PRIVATE, 1, 0, 0, 0);
}

/* Until it is poked, or the time is over. */
static void wait_for(_Atomic unsigned *word, const struct timespec *most) {
	if (!atomic_exchange(word, 0))
		sys(SYS_futex, word, FUTEX_WAIT_PRIVATE, 0, most, 0, 0);
	atomic_store(word, 0);
}

void monitor_poke(void) {
	poke(&monitor.work);
}

void monitor_wants_hub(void) {
	if (atomic_load(&monitor.extra) < monitor.extra_most) {
		atomic_store(&monitor.wants_extra, true);
		monitor_poke();
	}
}

/* ---- watching hubs ---- */

void monitor_wake(void) {
	if (unlikely(atomic_load(&monitor.sleeps)))
		poke(&monitor.watch);
}

void monitor_settle(void) {
	lock_take(&monitor.watching);
	lock_drop(&monitor.watching);
}

/* Its one coroutine keeps nobody waiting, and makes its calls as a plain thread, until another one comes. */
static bool is_busy(const struct hub *hub) {
	return !atomic_load(&hub->asleep) && (hub->live > 1 || atomic_load(&hub->inbox));
}

/* It would run if it had a processor. */
static bool wants_processor(int tid) {
	char name[64], stat[128];
	snprintf(name, sizeof name, "/proc/self/task/%d/stat", tid);
	int fd = (int)sys(SYS_openat, AT_FDCWD, name, O_RDONLY | O_CLOEXEC);
	if (fd < 0)
		return false;
	long len = sys(SYS_read, fd, stat, sizeof stat - 1);
	sys(SYS_close, fd);
	stat[len > 0 ? len : 0] = '\0';
	const char *state = strrchr(stat, ')');
	return state && state[1] == ' ' && state[2] == 'R';
}

/* It would have been back by now, perhaps, if other processes had not had the processor. */
static bool was_held_up(const struct hub *hub, int tid, int64_t most_ns) {
	return cputime_thread_ns(tid) - hub->seen.cpu_ns < most_ns && wants_processor(tid);
}

static void report(struct hub *hub, struct co *co, int64_t kept_ns) {
	co->reported = co->id;
	monitor.culprit.hub = hub;
	monitor.culprit.co = co;
	monitor.culprit.kept_ns = kept_ns;
	atomic_store(&monitor.culprit.is_new, true);
	monitor_poke(); /* to load libunwind takes the loader's locks */
}

/* Has its current coroutine kept others waiting for so long, by computing or in the kernel? (It may have
 * ended by now; its memory stays until this look is over: see monitor_settle.) True: it was detached.
 *
 * Time in which other processes had the processor does not count for who cannot be detached, nor where there is to
 * be one hub only, for the sake of an order that repeats; else one more kernel thread gets a larger share of it.
 */
static bool watch(struct hub *hub, int64_t now_ns, int64_t slice_ns) {
	struct co *co = hub->current;
	int tid = hub->carrier->tid;
	bool may = co && detach_may(co), measures = monitor.hubs == 1 || !may;
	if (!co || co != hub->seen.current || hub->switches != hub->seen.switches) {
		hub->seen.current = co;
		hub->seen.switches = hub->switches;
		hub->seen.since_ns = now_ns;
		hub->seen.cpu_ns = measures ? cputime_thread_ns(tid) : 0;
		return false;
	}
	int64_t kept_ns = now_ns - hub->seen.since_ns;
	bool reports = settings.monitor != MONITOR_OFF && co->reported != co->id &&
		       !atomic_load(&monitor.culprit.is_new);
	int64_t most_ns = may ? slice_ns : settings.blocking_ns;
	if (kept_ns < most_ns || !(may || reports) || !hub_has_work(hub) ||
	    (measures && was_held_up(hub, tid, most_ns)))
		return false;
	hub->seen.current = NULL;
	if (may)
		return detach(hub, co);
	report(hub, co, kept_ns);
	return false;
}

static const int64_t EAGER_NS = 2000000;

/* Where there is a processor that nobody uses, a thread that computes is given one soon. */
static int64_t slice_for(unsigned busy) {
	bool eager = busy + detach_count() < monitor.processors && settings.slice_ns > EAGER_NS;
	return eager ? EAGER_NS : settings.slice_ns;
}

/* For so many looks it has had others runnable. Whose coroutine was detached is at once: there are others that
 * compute, mostly, and these are to be spread before they keep each other waiting. */
enum { FULL_LOOKS = 3 };

/* Two that take long turns are shared, too; not two that hand over to each other all the time, which on two processors
 * would wake each other by the kernel. */
static bool keeps_waiting(const struct hub *hub, uint64_t turns) {
	enum { LONG_TURNS_MOST = 40 }; /* in 2 ms: each as long as it takes to wake somebody, and more */
	return hub->runnable > 1 || (turns > 0 && turns < LONG_TURNS_MOST && hub_has_work(hub));
}

static bool is_full(struct hub *hub) {
	if (!hub->threads || !hub->is_shared || hub->bound) /* nobody would go elsewhere */
		return false;
	bool slept = hub->sleeps != hub->seen.sleeps; /* then it has time to spare */
	uint64_t turns = hub->switches - hub->seen.turns;
	hub->seen.sleeps = hub->sleeps;
	hub->seen.turns += turns;
	hub->seen.full = !slept && keeps_waiting(hub, turns) ? hub->seen.full + 1 : 0;
	if (hub->seen.full < FULL_LOOKS || atomic_load(&hub->share_with))
		return false;
	hub->seen.full = 0;
	return true;
}

/* A hub that has had others runnable for a while gets the help of one that has nothing to do; and whoever was
 * detached is to find one, when he comes back. */
static void balance(struct hub *full, bool any_detached, struct hub *idle, unsigned regular) {
	if (full && idle) {
		hub_stays(idle);
		hub_shares(full, idle);
	} else if ((full || any_detached) && !idle && regular < monitor.hubs) {
		atomic_store(&monitor.wants_hub, true);
		monitor_poke();
	}
}

static const int64_t PERIOD_NS = 100000000;

/* What the hub has done in a period of so long; without falling asleep and waking up, which takes half the time of
 * two hubs that do nothing but wake each other. */
static void see_load(struct hub *hub, int64_t passed_ns) {
	enum { SLEEPY_NS = 1000000 }; /* it sleeps as often as that, or oftener */
	enum { SLEEP_NS = 5000 };     /* that takes at least so long */
	int tid = hub->carrier->tid;
	int64_t cpu_ns = cputime_thread_ns(tid), sleeps = (int64_t)(hub->sleeps - hub->seen.load.sleeps);
	bool is_same = tid == hub->seen.load.tid && cpu_ns >= hub->seen.load.cpu_ns;
	int64_t used_ns = is_same ? cpu_ns - hub->seen.load.cpu_ns - sleeps * SLEEP_NS : passed_ns;
	hub->seen.load.used_ns = used_ns > 0 ? used_ns : 0;
	hub->seen.load.was_sleepy = sleeps > passed_ns / SLEEPY_NS;
	hub->seen.load.tid = tid;
	hub->seen.load.cpu_ns = cpu_ns;
	hub->seen.load.sleeps += (uint64_t)sleeps;
}

/* Threads may be left to the first hub once its own, if there is only one, does not wait in the kernel as one that is
 * alone, and will not: it may be one that cannot be detached. */
static bool may_host(struct hub *first) {
	if (!first->seen.is_host) {
		atomic_store(&first->is_host, true);
		first->seen.is_host =
			fence_everywhere() && (atomic_load(&first->asleep) || first->live > 1);
	}
	return first->seen.is_host;
}

/* Hubs that fall asleep and wake up all the time, which costs more than what they do in between, leave their
 * threads to the first one, as far as that has room. */
static void gather(int64_t now_ns) {
	int64_t passed_ns = now_ns - monitor.gathered_ns, used_ns = passed_ns;
	struct hub *first = NULL;
	if (passed_ns < PERIOD_NS)
		return;
	monitor.gathered_ns = now_ns;
	for (struct hub *hub = NULL; (hub = hub_next(hub));) {
		if (hub->is_shared && !hub->bound)
			see_load(hub, passed_ns);
		if (hub_is_first(hub)) {
			first = hub;
			used_ns = hub->seen.load.used_ns;
		}
	}
	for (struct hub *hub = NULL; (hub = hub_next(hub));) {
		if (!hub->is_shared || hub->bound || hub_is_first(hub))
			continue;
		bool leaves = hub->seen.load.was_sleepy &&
			      used_ns + hub->seen.load.used_ns < passed_ns / 2 && may_host(first);
		if (leaves) {
			used_ns += hub->seen.load.used_ns;
			hub_leaves(hub);
		} else {
			hub_stays(hub);
		}
	}
}

/* How many hubs are busy. */
static unsigned watch_all(int64_t slice_ns) {
	int64_t now_ns = clock_ns();
	unsigned busy = 0, regular = 0;
	bool any_detached = false, has_threads = false;
	struct hub *full = NULL, *idle = NULL;
	lock_take(&monitor.watching);
	for (struct hub *hub = NULL; (hub = hub_next(hub));) {
		regular += hub_is_regular(hub);
		has_threads |= hub->threads > 0;
		if (!is_busy(hub)) {
			hub->seen.current = NULL;
			hub->seen.full = 0;
			if (hub_is_regular(hub) && atomic_load(&hub->asleep))
				idle = hub;
			continue;
		}
		busy++;
		if (watch(hub, now_ns, slice_ns)) {
			any_detached = true;
			hub->seen.full = FULL_LOOKS;
		}
		if (is_full(hub))
			full = hub;
	}
	gather(now_ns);
	monitor.has_threads = has_threads;
	lock_drop(&monitor.watching);
	balance(full, any_detached, idle, regular);
	return busy;
}

/* For how long nothing need be looked at. Coroutines of eg_spawn are only reported, when they keep others waiting. */
static struct timespec tick_for(int64_t slice_ns) {
	enum { MOST_NS = 10000000 };
	bool is_eager = monitor.processors > 1 && slice_ns > EAGER_NS;
	int64_t tick_ns = is_eager ? EAGER_NS : slice_ns;
	if (!monitor.has_threads && tick_ns < settings.blocking_ns / 4)
		tick_ns = settings.blocking_ns / 4;
	return (struct timespec){ .tv_nsec = tick_ns < MOST_NS ? tick_ns : MOST_NS };
}

/* Until it is time to look again. While no hub has been busy for a while, there is nothing to look at.
 */
static void wait_to_watch(void) {
	enum { IDLE_MOST = 20 };
	int64_t slice_ns = slice_for(monitor.busy);
	monitor.busy = watch_all(slice_ns);
	monitor.idle = monitor.busy ? 0 : monitor.idle + 1;
	struct timespec tick = tick_for(slice_ns);
	if (monitor.idle < IDLE_MOST) {
		wait_for(&monitor.watch, &tick);
		return;
	}
	atomic_store(&monitor.sleeps, true);
	fence_everywhere(); /* a hub that gets a second coroutine has none between the count and monitor_wake */
	if (!watch_all(slice_ns))
		wait_for(&monitor.watch, NULL);
	atomic_store(&monitor.sleeps, false);
	monitor.idle = 0;
}

static void *run_watcher(void *arg) {
	(void)arg;
	for (;;)
		wait_to_watch();
	return NULL;
}

/* ---- chores ---- */

static void make_hub(void) {
	unsigned regular = 0;
	for (struct hub *hub = NULL; (hub = hub_next(hub));)
		regular += hub_is_regular(hub);
	if (regular < monitor.hubs)
		hub_add(false);
	else if (atomic_load(&monitor.wants_extra) && hub_add(true))
		atomic_fetch_add(&monitor.extra, 1);
	atomic_store(&monitor.wants_hub, false);
	atomic_store(&monitor.wants_extra, false);
}

enum { STOCK_NS = 100000000 }; /* it is not for programs that end at once */

static void *run_worker(void *arg) {
	const struct timespec second = { .tv_sec = 1 }, moment = { .tv_nsec = STOCK_NS };
	int64_t next_trim_ns = FOREVER_NS, stock_ns = clock_ns() + STOCK_NS;
	(void)arg;
	for (;;) {
		carriers_make();
		if (co_hooks.monitor)
			co_hooks.monitor();
		if (atomic_load(&monitor.wants_hub) || atomic_load(&monitor.wants_extra))
			make_hub();
		if (atomic_load(&monitor.culprit.is_new)) {
			report_culprit(monitor.culprit.hub, monitor.culprit.co, monitor.culprit.kept_ns);
			atomic_store(&monitor.culprit.is_new, false);
		}
		cache_unmap();
		if (next_trim_ns <= clock_ns()) {
			hub_trim_all();
			cache_trim_shared();
			next_trim_ns = FOREVER_NS;
		}
		if (next_trim_ns == FOREVER_NS && cache_is_large())
			next_trim_ns = clock_ns() + 1000000000;
		wait_for(&monitor.work, stock_ns != FOREVER_NS       ? &moment
					: next_trim_ns == FOREVER_NS ? NULL
								     : &second);
		if (stock_ns <= clock_ns()) {
			carriers_stock();
			stock_ns = FOREVER_NS;
		}
	}
	return NULL;
}

/* ---- life ---- */

static unsigned usable_processors(void) {
	cpu_set_t usable = { 0 };
	if (sys(SYS_sched_getaffinity, 0, sizeof usable, &usable) <= 0)
		return 1;
	return (unsigned)CPU_COUNT(&usable);
}

int monitor_start(void) {
	if (atomic_exchange(&monitor.runs, true))
		return 0;
	monitor.processors = usable_processors();
	monitor.hubs = settings.hubs ? (unsigned)settings.hubs : monitor.processors;
	monitor.extra_most = monitor.hubs > 1 ? EXTRA_LEAST + 2 * monitor.processors : 0;
	int error = monitor.watched ? 0 : carrier_thread(run_watcher, NULL);
	monitor.watched |= !error;
	if (!error)
		error = carrier_thread(run_worker, NULL);
	if (error)
		atomic_store(&monitor.runs, false);
	else
		carriers_make(); /* the worker's turn may come when malloc's lock is held for long */
	return error;
}

void monitor_forked(void) {
	atomic_store(&monitor.runs, false);
	monitor.watched = false;
	atomic_store(&monitor.wants_hub, false);
	atomic_store(&monitor.wants_extra, false);
	atomic_store(&monitor.extra, 0);
	atomic_store(&monitor.culprit.is_new, false);
	atomic_store(&monitor.sleeps, false);
	atomic_store(&monitor.watching.word, 0);
}
