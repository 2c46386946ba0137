/* "Blocking I/O: [...] If the pipe is full, then a write(2) blocks until sufficient data has been
 * read from the pipe to allow the write to complete" - pipe(7). */
#include "tests/test.h"

enum { LEN = 4 << 20 };

static int fds[2];

static void *reader(void *arg) {
	(void)arg;
	drain_pattern(fds[0], LEN);
	return NULL;
}

int main(void) {
	static char buf[LEN];
	fill_pattern(buf, LEN, 0);
	EXPECT_EQ(pipe(fds), 0);
	pthread_t thread = start_thread(reader, NULL);
	EXPECT_EQ(write(fds[1], buf, LEN), LEN);
	join_thread(thread);
	return test_end();
}
