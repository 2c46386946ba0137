/* "_exit() terminates the calling process immediately" - _exit(2): all of its threads, without atexit
 * handlers and without flushing streams. */
#include "tests/test.h"

static int out[2];

static void at_exit(void) {
	tell(out[1]);
}

static void *waits(void *arg) {
	pause();
	return arg;
}

static void *exits(void *arg) {
	printf("not flushed");
	_exit((int)(intptr_t)arg);
}

static void child(void) {
	dup2(out[1], 1);
	atexit(at_exit);
	start_thread(waits, NULL);
	linger();
	start_thread(exits, (void *)77);
	pause();
}

static void *nothing(void *arg) {
	return arg;
}

int main(void) {
	char c;
	EXPECT_EQ(pipe(out), 0);
	EXPECT_EQ(run_in_child(child), 77);
	close(out[1]);
	EXPECT_EQ(read(out[0], &c, 1), 0);
	join_thread(start_thread(nothing, NULL));
	return test_end();
}
