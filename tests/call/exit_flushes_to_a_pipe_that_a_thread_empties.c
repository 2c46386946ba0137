/* exit flushes stdout, which is a full pipe; the thread that reads its other end runs until the process
 * is gone - exit(3). */
#include "tests/test.h"

enum { SIZE = 300000 };

static int out[2];
static char buf[SIZE], data[SIZE - 1];

static void *reads(void *arg) {
	static char got[SIZE];
	for (;;)
		EXPECT(read(out[0], got, sizeof got) > 0);
	return arg;
}

static void *exits(void *arg) {
	exit((int)(intptr_t)arg);
}

static void child(void) {
	EXPECT_EQ(pipe(out), 0);
	dup2(out[1], 1);
	setvbuf(stdout, buf, _IOFBF, sizeof buf);
	EXPECT_EQ(fwrite(data, 1, sizeof data, stdout), sizeof data);
	start_thread(reads, NULL);
	start_thread(exits, (void *)8);
	pause();
}

static void *nothing(void *arg) {
	return arg;
}

int main(void) {
	EXPECT_EQ(run_in_child(child), 8);
	join_thread(start_thread(nothing, NULL));
	return test_end();
}
