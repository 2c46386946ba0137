/* "exit(): all open stdio streams are flushed" - exit(3), though a thread waits in getchar and so holds
 * the lock of stdin, and another one that of stderr. */
#include "tests/test.h"

static int in[2], out[2];

static void *reads(void *arg) {
	getchar();
	return arg;
}

static void *holds(void *arg) {
	flockfile(stderr);
	pause();
	return arg;
}

static void child(void) {
	dup2(in[0], 0);
	dup2(out[1], 1);
	start_thread(reads, NULL);
	start_thread(holds, NULL);
	linger();
	printf("flushed");
	exit(3);
}

static void *nothing(void *arg) {
	return arg;
}

int main(void) {
	char got[16] = "";
	EXPECT_EQ(pipe(in) | pipe(out), 0);
	EXPECT_EQ(run_in_child(child), 3);
	EXPECT_EQ(read(out[0], got, sizeof got), 7);
	EXPECT(!strcmp(got, "flushed"));
	join_thread(start_thread(nothing, NULL));
	return test_end();
}
