/* settings.h - every setting, read by all, written once at start (preload/config.c) from EVERGREEN_*.
 * The defaults are in settings.c; `evergreen --help` and README describe each. */
#ifndef RUNTIME_SETTINGS_H
#define RUNTIME_SETTINGS_H

#include <stddef.h>
#include <stdint.h>

#include "runtime/say.h"

struct settings {
	size_t stack_size;        /* of threads that ask for none; 0: what NPTL would give */
	size_t carriers;          /* kernel threads for blocking calls, at most */
	int64_t carrier_idle_ns;  /* a spare one ends after so long */
	enum say_level verbosity; /* the chattiest level that is printed */
	int stats;    /* print counters at exit: 0 no, 1 yes, or the process that asks most */
	int stats_fd; /* where to */
	enum {
		BACKEND_COROUTINES,
		BACKEND_THREADS
	} backend;   /* what eg_spawn makes; with threads, pthread_create is libc's, too */
	size_t hubs; /* for the program's threads, at most; 0: one for each usable processor */
	enum {
		MONITOR_OFF,
		MONITOR_WARN,
		MONITOR_ABORT
	} monitor;           /* what becomes of who keeps others waiting */
	int64_t blocking_ns; /* for longer than this, where it cannot be detached */
	int64_t slice_ns;    /* so long a thread may keep others waiting for its hub */
	unsigned off;        /* families of calls left alone: 1 << enum family */
};

extern struct settings settings;

#endif
