/* A handler that exit calls may wait for threads: they run on while the process exits. */
#include "tests/test.h"

static int in[2], out[2];
static pthread_t worker;

static void *works(void *arg) {
	hear(in[0]);
	tell(out[1]);
	return arg;
}

static void at_exit(void) {
	tell(in[1]);
	join_thread(worker);
	join_thread(start_thread(works, NULL));
}

static void *exits(void *arg) {
	(void)arg;
	tell(in[1]);
	exit(4);
}

static void child(void) {
	worker = start_thread(works, NULL);
	atexit(at_exit);
	start_thread(exits, NULL);
	pause();
}

int main(void) {
	EXPECT_EQ(pipe(in) | pipe(out), 0);
	EXPECT_EQ(run_in_child(child), 4);
	hear(out[0]);
	hear(out[0]);
	tell(in[1]);
	join_thread(start_thread(works, NULL));
	return test_end();
}
