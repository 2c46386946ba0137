/* preload.c - the only constructor: settings, and what the shims hang on the runtime. The runtime itself
 * starts with the first thread, so a program without threads pays for this file alone. */
#include "preload/config.h"
#include "preload/stats.h"
#include "runtime/fork.h"
#include "runtime/settings.h"
#include "shim/io.h"
#include "shim/process.h"
#include "shim/thread.h"

__attribute__((constructor)) static void start(void) {
	config_read();
	if (settings.stats)
		stats_start();
	thread_hooks();
	fork_in_parent = io_forked;
	fork_in_child = process_forked;
	fork_hooks();
}

__attribute__((destructor)) static void end(void) {
	if (settings.stats)
		stats_print();
}
