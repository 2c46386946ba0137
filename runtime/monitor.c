/* monitor.c - see monitor.h. It watches that no hub is kept by one coroutine (detach.c). And it takes
 * malloc's and the loader's locks, which code behind a closed gate must not: it makes the carriers that
 * are asked for, and unmaps coroutines that nobody needs. */
#include "runtime/monitor.h"

#include <linux/futex.h>
#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdbool.h>

#include "runtime/cache.h"
#include "runtime/carrier.h"
#include "runtime/co.h"
#include "runtime/detach.h"
#include "runtime/hub.h"
#include "runtime/report.h"
#include "runtime/settings.h"
#include "runtime/sys.h"

static struct {
	_Atomic bool runs;
	_Atomic unsigned work; /* futex: 1, there is some */
	_Atomic bool sleeps;   /* until there is work: no hub is watched */

	/* Its own. */
	unsigned hubs;                   /* at most, for the process's threads */
	unsigned processors, busy, idle; /* hubs that were busy, and how often in a row none was */
} monitor;

void monitor_poke(void) {
	if (atomic_exchange(&monitor.work, 1) == 0)
		sys(SYS_futex, &monitor.work, FUTEX_WAKE_PRIVATE, 1, 0, 0, 0);
}

/* Until there is work, or the time is over. */
static void wait_for_work(const struct timespec *most) {
	if (!atomic_exchange(&monitor.work, 0))
		sys(SYS_futex, &monitor.work, FUTEX_WAIT_PRIVATE, 0, most, 0, 0);
	atomic_store(&monitor.work, 0);
}

/* ---- watching hubs ---- */

void monitor_wake(void) {
	if (unlikely(atomic_load(&monitor.sleeps)))
		monitor_poke();
}

static bool is_busy(const struct hub *hub) {
	return !atomic_load(&hub->asleep) && hub->live > 1;
}

/* Has its current coroutine kept others waiting for so long? (It may have ended by now; its memory stays
 * until this thread unmaps it.) */
static void watch(struct hub *hub, int64_t now_ns, int64_t slice_ns) {
	struct co *co = hub->current;
	if (!co || co != hub->seen.current || hub->switches != hub->seen.switches) {
		hub->seen.current = co;
		hub->seen.switches = hub->switches;
		hub->seen.since_ns = now_ns;
		return;
	}
	int64_t kept_ns = now_ns - hub->seen.since_ns;
	if (detach_may(co)) {
		if (kept_ns >= slice_ns && hub_has_work(hub)) {
			detach(hub, co);
			hub->seen.current = NULL;
		}
	} else if (settings.monitor != MONITOR_OFF && kept_ns >= settings.blocking_ns &&
		   co->reported != co->id && hub_has_work(hub)) {
		co->reported = co->id;
		report_culprit(hub, co, kept_ns);
	}
}

/* Where there is a processor that nobody uses, a thread that computes is given one soon. */
static int64_t slice_for(unsigned busy) {
	const int64_t eager_ns = 2000000;
	bool eager = busy + detach_count() < monitor.processors && settings.slice_ns > eager_ns;
	return eager ? eager_ns : settings.slice_ns;
}

/* A hub that has had others runnable for a while gets the help of one that has nothing to do. */
static void balance(struct hub *full, struct hub *idle, unsigned shared) {
	if (!idle && shared < monitor.hubs)
		idle = hub_add();
	if (idle)
		atomic_store(&full->share_with, idle);
}

static bool is_full(struct hub *hub) {
	enum { LOOKS = 3 };
	hub->seen.full = hub->runnable > 1 ? hub->seen.full + 1 : 0;
	if (hub->seen.full < LOOKS || atomic_load(&hub->share_with))
		return false;
	hub->seen.full = 0;
	return true;
}

/* How many hubs are busy. */
static unsigned watch_all(int64_t slice_ns) {
	int64_t now_ns = clock_ns();
	unsigned busy = 0, shared = 0;
	struct hub *full = NULL, *idle = NULL;
	for (struct hub *hub = NULL; (hub = hub_next(hub));) {
		shared += hub->is_shared;
		if (!is_busy(hub)) {
			hub->seen.current = NULL;
			hub->seen.full = 0;
			if (hub->is_shared && atomic_load(&hub->asleep))
				idle = hub;
			continue;
		}
		busy++;
		if (hub->is_shared && is_full(hub))
			full = hub;
		watch(hub, now_ns, slice_ns);
	}
	if (full)
		balance(full, idle, shared);
	return busy;
}

/* Until it is time to look again. While no hub has been busy for a while, there is nothing to look at.
 */
static void wait_to_watch(const struct timespec *most) {
	enum { IDLE_MOST = 20 };
	int64_t slice_ns = slice_for(monitor.busy);
	monitor.busy = watch_all(slice_ns);
	monitor.idle = monitor.busy ? 0 : monitor.idle + 1;
	struct timespec tick = { .tv_nsec = slice_ns };
	if (monitor.idle < IDLE_MOST) {
		wait_for_work(&tick);
		return;
	}
	atomic_store(&monitor.sleeps, true);
	if (!watch_all(slice_ns))
		wait_for_work(most);
	atomic_store(&monitor.sleeps, false);
	monitor.idle = 0;
}

static void *run(void *arg) {
	const struct timespec second = { .tv_sec = 1 };
	int64_t next_trim_ns = FOREVER_NS;
	cpu_set_t usable = { 0 };
	(void)arg;
	monitor.processors = sys(SYS_sched_getaffinity, 0, sizeof usable, &usable) > 0
				     ? (unsigned)CPU_COUNT(&usable)
				     : 1;
	monitor.hubs = settings.hubs ? (unsigned)settings.hubs : monitor.processors;
	detach_init();
	for (;;) {
		wait_to_watch(next_trim_ns == FOREVER_NS ? NULL : &second);
		carriers_make();
		if (co_hooks.monitor)
			co_hooks.monitor();
		cache_unmap();
		if (next_trim_ns <= clock_ns()) {
			hub_trim_all();
			cache_trim_shared();
			next_trim_ns = FOREVER_NS;
		}
		if (next_trim_ns == FOREVER_NS && cache_is_large())
			next_trim_ns = clock_ns() + 1000000000;
	}
	return NULL;
}

int monitor_start(void) {
	if (atomic_exchange(&monitor.runs, true))
		return 0;
	int error = carrier_thread(run, NULL);
	if (error)
		atomic_store(&monitor.runs, false);
	return error;
}

void monitor_forked(void) {
	atomic_store(&monitor.runs, false);
}
