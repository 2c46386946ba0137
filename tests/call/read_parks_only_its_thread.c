/* A read that waits keeps no other thread waiting, and gets what the other one writes: read(2). */
#include "tests/test.h"

static int fds[2];

static void *reader(void *arg) {
	char buf[8];
	(void)arg;
	EXPECT_EQ(read(fds[0], buf, sizeof buf), 3);
	EXPECT(!memcmp(buf, "abc", 3));
	return NULL;
}

int main(void) {
	EXPECT_EQ(pipe(fds), 0);
	pthread_t thread = start_thread(reader, NULL);
	usleep(1000);
	EXPECT_EQ(write(fds[1], "abc", 3), 3);
	join_thread(thread);
	return test_end();
}
