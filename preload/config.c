/* config.c - EVERGREEN_* into settings. scripts/evergreen sets these variables from its options. */
#include "preload/config.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "preload/foreign.h"
#include "runtime/say.h"
#include "runtime/settings.h"
#include "shim/calls.h"

static void bad(const char *name, const char *value, const char *wanted) {
	say(SAY_ERROR, "%s=%s: %s", name, value, wanted);
	_exit(2);
}

/* A number with an optional K, M or G. False: it is none. */
static bool parse_number(const char *s, bool units, unsigned long long *value) {
	char *end;
	if (*s < '0' || *s > '9')
		return false;
	*value = strtoull(s, &end, 10);
	unsigned shift = !units                       ? 0
			 : *end == 'K' || *end == 'k' ? 10
			 : *end == 'M' || *end == 'm' ? 20
			 : *end == 'G' || *end == 'g' ? 30
						      : 0;
	if (shift) {
		end++;
		if (*value >> (63 - shift))
			return false;
		*value <<= shift;
	}
	return *end == '\0' && *value >> 63 == 0;
}

static void read_size(const char *name, size_t *size, size_t least, const char *wanted) {
	const char *s = getenv(name);
	unsigned long long value;
	if (!s || !*s)
		return;
	if (!parse_number(s, true, &value) || value < least)
		bad(name, s, wanted);
	*size = (size_t)value;
}

static void read_count(const char *name, size_t *count, size_t least, size_t most, const char *wanted) {
	const char *s = getenv(name);
	unsigned long long value;
	if (!s || !*s)
		return;
	if (!parse_number(s, false, &value) || value < least || value > most)
		bad(name, s, wanted);
	*count = (size_t)value;
}

static bool is_word(const char *name, const char *word) {
	const char *s = getenv(name);
	return s && !strcmp(s, word);
}

/* A list of families, separated by commas, as bits. */
static unsigned parse_families(const char *name, const char *list) {
	static const char *const names[] = {
#define X(family, what) #family,
		FAMILIES(X)
#undef X
	};
	unsigned bits = 0;
	for (const char *at = list; *at;) {
		size_t len = strcspn(at, ",");
		int found = -1;
		for (int i = 0; i < FAMILY_COUNT; i++) {
			if (strlen(names[i]) == len && !strncmp(names[i], at, len))
				found = i;
		}
		if (found < 0)
			bad(name, list,
			    "the families are threads, io, poll, files, time, dns, process, stdio");
		bits |= 1u << found;
		at += len + (at[len] == ',');
	}
	return bits;
}

void config_read(void) {
	const char *only = getenv("EVERGREEN_ONLY"), *off = getenv("EVERGREEN_OFF");
	const char *stats = getenv("EVERGREEN_STATS");
	size_t verbosity = settings.verbosity;
	read_count("EVERGREEN_VERBOSE", &verbosity, 0, SAY_DEBUG, "a number from 0 to 3");
	settings.verbosity = (enum say_level)verbosity;
	read_size("EVERGREEN_STACK_SIZE", &settings.stack_size, 16 << 10,
		  "a size of at least 16K, such as 256K or 8M");
	read_count("EVERGREEN_CARRIERS", &settings.carriers, 1, 1000000,
		   "a number of kernel threads, at least 1");
	if (!is_word("EVERGREEN_HUBS", "auto"))
		read_count("EVERGREEN_HUBS", &settings.hubs, 1, 1024,
			   "a number of hubs from 1 to 1024, or auto");
	settings.monitor = is_word("EVERGREEN_MONITOR", "off")     ? MONITOR_OFF
			   : is_word("EVERGREEN_MONITOR", "abort") ? MONITOR_ABORT
								   : MONITOR_WARN;
	const char *monitor = getenv("EVERGREEN_MONITOR");
	if (monitor && *monitor && settings.monitor == MONITOR_WARN && strcmp(monitor, "warn") != 0)
		bad("EVERGREEN_MONITOR", monitor, "off, warn or abort");
	const char *backend = getenv("EVERGREEN_BACKEND");
	settings.backend =
		is_word("EVERGREEN_BACKEND", "threads") ? BACKEND_THREADS : BACKEND_COROUTINES;
	if (backend && *backend && settings.backend == BACKEND_COROUTINES &&
	    strcmp(backend, "coroutines") != 0)
		bad("EVERGREEN_BACKEND", backend, "coroutines or threads");
	size_t blocking_ms = (size_t)(settings.blocking_ns / 1000000);
	read_count("EVERGREEN_MAX_BLOCKING", &blocking_ms, 1, 3600000,
		   "a time in milliseconds, at least 1");
	settings.blocking_ns = (int64_t)blocking_ms * 1000000;
	size_t slice_ms = (size_t)(settings.slice_ns / 1000000);
	read_count("EVERGREEN_SLICE", &slice_ms, 1, 60000, "a time in milliseconds, from 1 to 60000");
	settings.slice_ns = (int64_t)slice_ms * 1000000;
	settings.stats = stats ? atoi(stats) : 0;
	if (only && *only)
		settings.off = ~parse_families("EVERGREEN_ONLY", only) & ((1u << FAMILY_COUNT) - 1);
	if (off && *off)
		settings.off |= parse_families("EVERGREEN_OFF", off);
	if (settings.backend == BACKEND_THREADS)
		settings.off = (1u << FAMILY_COUNT) - 1;
	const char *foreign = foreign_runtime();
	if (foreign) {
		say(SAY_WARN, "%s manages the threads of this program: it runs as without evergreen",
		    foreign);
		settings.off = (1u << FAMILY_COUNT) - 1;
	}
}
