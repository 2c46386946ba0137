/* quick_exit calls what at_quick_exit registered, not what atexit did, and ends the process - C11. */
#include "tests/test.h"

static int out[2];

static void at_exit(void) {
	EXPECT_EQ(write(out[1], "!", 1), 1);
}
static void at_quick_1(void) {
	EXPECT_EQ(write(out[1], "1", 1), 1);
}
static void at_quick_2(void) {
	EXPECT_EQ(write(out[1], "2", 1), 1);
}

static void *exits(void *arg) {
	(void)arg;
	quick_exit(6);
}

static void child(void) {
	atexit(at_exit);
	at_quick_exit(at_quick_1);
	at_quick_exit(at_quick_2);
	join_thread(start_thread(exits, NULL));
}

static void *nothing(void *arg) {
	return arg;
}

int main(void) {
	char got[8] = "";
	EXPECT_EQ(pipe(out), 0);
	EXPECT_EQ(run_in_child(child), 6);
	close(out[1]);
	EXPECT_EQ(read(out[0], got, sizeof got), 2);
	EXPECT(!strcmp(got, "21"));
	join_thread(start_thread(nothing, NULL));
	return test_end();
}
