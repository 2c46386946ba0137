/* settings.c - the defaults of settings.h. */
#include "runtime/settings.h"

struct settings settings = {
	.carriers = 4096,
	.carrier_idle_ns = INT64_C(5000000000),
	.verbosity = SAY_WARN,
	.stats_fd = 2,
	.monitor = MONITOR_WARN,
	.blocking_ns = INT64_C(100000000),
	.slice_ns = INT64_C(10000000),
};
