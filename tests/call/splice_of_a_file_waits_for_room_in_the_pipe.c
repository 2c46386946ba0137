/* splice from a file to a pipe that is full waits until somebody reads from that - splice(2). */
#include "tests/test.h"

enum { LEN = 1 << 20 };

static int fds[2];

static void *splicer(void *arg) {
	static char buf[LEN];
	loff_t offset = 0;
	int file = open("/tmp", O_TMPFILE | O_RDWR, 0600);
	fill_pattern(buf, LEN, 0);
	EXPECT_EQ(write(file, buf, LEN), LEN);
	about_to_block();
	while (offset < LEN)
		EXPECT(splice(file, &offset, fds[1], NULL, (size_t)(LEN - offset), 0) > 0);
	return arg;
}

int main(void) {
	EXPECT_EQ(pipe(fds), 0);
	pthread_t thread = start_thread(splicer, NULL);
	wait_until_blocked();
	drain_pattern(fds[0], LEN);
	join_thread(thread);
	return test_end();
}
