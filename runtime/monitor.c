/* monitor.c - see monitor.h. It takes malloc's and the loader's locks, which code behind a closed gate
 * must not: it makes the carriers that are asked for, and unmaps coroutines. */
#include "runtime/monitor.h"

#include <linux/futex.h>
#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdbool.h>

#include "runtime/carrier.h"
#include "runtime/check.h"
#include "runtime/co.h"
#include "runtime/sys.h"

static struct {
	_Atomic bool runs;
	_Atomic unsigned work; /* futex: 1, there is some */
} monitor;

void monitor_poke(void) {
	if (atomic_exchange(&monitor.work, 1) == 0)
		sys(SYS_futex, &monitor.work, FUTEX_WAKE_PRIVATE, 1, 0, 0, 0);
}

static void *run(void *arg) {
	(void)arg;
	for (;;) {
		while (!atomic_exchange(&monitor.work, 0))
			sys(SYS_futex, &monitor.work, FUTEX_WAIT_PRIVATE, 0, 0, 0, 0);
		carriers_make();
		co_unmap_retired();
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
