/* preload.c - the only constructor: settings, and what the shims hang on the runtime. The runtime itself
 * starts with the first thread, so a program without threads pays for this file alone. */
#include <dlfcn.h>

#include "preload/config.h"
#include "preload/stats.h"
#include "runtime/fork.h"
#include "runtime/next.h"
#include "runtime/settings.h"
#include "runtime/tcb.h"
#include "shim/io.h"
#include "shim/process.h"
#include "shim/real.h"
#include "shim/stream.h"
#include "shim/thread.h"

/* Now rather than when they are needed: dlsym takes the loader's lock, which may be held for as long as
 * some library's constructor waits, and it forgets the error that the program's dlerror would tell. */
static void look_up(void) {
	real_look_up();
	next_look_up();
	tcb_look_up();
	stream_look_up();
	dlerror();
}

__attribute__((constructor)) static void start(void) {
	config_read();
	look_up();
	thread_hooks();
	fork_in_parent = io_forked;
	fork_in_child = process_forked;
	fork_hooks();
	if (settings.stats)
		stats_start();
}

__attribute__((destructor)) static void end(void) {
	if (settings.stats)
		stats_print();
}
