/* stats.c - what --stats prints when the program ends. */
#include "preload/stats.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>

#include "runtime/fd.h"
#include "runtime/hub.h"
#include "runtime/say.h"
#include "runtime/stack.h"
#include "runtime/sys.h"
#include "shim/calls.h"

_Static_assert((int)CALL_COUNT <= (int)CALLS_MOST, "struct hub counts parks by call");

enum { SHOWN = 12 }; /* calls that parked most */

/* A line of /proc/self/status, in KB. */
static long status_kb(const char *name) {
	char line[256];
	long kb = 0;
	FILE *f = fopen("/proc/self/status", "re");
	while (f && fgets(line, sizeof line, f)) {
		if (!strncmp(line, name, strlen(name)))
			sscanf(line + strlen(name), ": %ld", &kb);
	}
	if (f)
		fclose(f);
	return kb;
}

/* Many programs close standard error themselves when they end. */
void stats_start(void) {
	int copy = fd_make_own((int)sys(SYS_fcntl, 2, F_DUPFD_CLOEXEC, 3));
	if (copy >= 0)
		settings.stats_fd = copy;
}

#define line(format, ...) say_line(settings.stats_fd, "evergreen: " format, __VA_ARGS__)

/* The call that parked most often of those that parked less often than the last one shown. */
static unsigned next_most(const uint64_t *parks, const bool *shown) {
	unsigned best = CALL_COUNT;
	for (unsigned call = 0; call < CALL_COUNT; call++) {
		if (!shown[call] && parks[call] && (best == CALL_COUNT || parks[call] > parks[best]))
			best = call;
	}
	return best;
}

void stats_print(void) {
	struct hub_totals totals = hub_totals();
	/* The launcher says whom it started; that process's children have something to tell only if they
	 * had threads. */
	if (!totals.made && settings.stats != getpid())
		return;
	uint64_t parks[CALL_COUNT];
	bool shown[CALL_COUNT] = { false };
	for (unsigned call = 0; call < CALL_COUNT; call++)
		parks[call] = hub_parks(call);

	line("%llu coroutines, %llu switches, %llu calls on kernel threads of their own, %llu detached",
	     (unsigned long long)totals.made, (unsigned long long)totals.switches,
	     (unsigned long long)totals.blocking, (unsigned long long)totals.detached);
	line("%u hubs, %llu coroutines moved between them", totals.hubs,
	     (unsigned long long)totals.moved);
	for (unsigned i = 0, call; i < SHOWN && (call = next_most(parks, shown)) < CALL_COUNT; i++) {
		shown[call] = true;
		line("  %10llu parks in %s", (unsigned long long)parks[call],
		     call == CALL_none ? "evergreen's own calls" : call_names[call]);
	}
	line("peak stack of a thread %zu KB, peak memory of the process %ld MB", stacks_peak() >> 10,
	     status_kb("VmHWM") >> 10);
}
