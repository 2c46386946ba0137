/* monitor.c - see monitor.h. It takes malloc's and the loader's locks, which code behind a closed gate
 * must not: it makes the carriers that are asked for, and unmaps coroutines that nobody needs. */
#include "runtime/monitor.h"

#include <linux/futex.h>
#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdbool.h>

#include "runtime/cache.h"
#include "runtime/carrier.h"
#include "runtime/co.h"
#include "runtime/hub.h"
#include "runtime/sys.h"

static struct {
	_Atomic bool runs;
	_Atomic unsigned work; /* futex: 1, there is some */
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

static void *run(void *arg) {
	const struct timespec second = { .tv_sec = 1 };
	int64_t next_trim_ns = FOREVER_NS;
	(void)arg;
	for (;;) {
		wait_for_work(next_trim_ns == FOREVER_NS ? NULL : &second);
		carriers_make();
		cache_unmap();
		if (next_trim_ns <= clock_ns()) {
			hub_trim_all();
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
