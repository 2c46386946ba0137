/* A child that closes its copies of descriptors, on which threads of the parent wait, changes
 * nothing for those - fork(2), close(2). */
#include "tests/test.h"

static int fds[2];

static void *reader(void *arg) {
	for (int i = 0; i < 10; i++) {
		about_to_block();
		hear(fds[0]);
	}
	return arg;
}

static void close_all(void) {
	closefrom(3);
	EXPECT_EQ(pipe(fds), 0);
	tell(fds[1]);
	hear(fds[0]);
}

int main(void) {
	EXPECT_EQ(pipe(fds), 0);
	pthread_t thread = start_thread(reader, NULL);
	for (int i = 0; i < 10; i++) {
		wait_until_blocked();
		EXPECT_EQ(run_in_child(close_all), 0);
		tell(fds[1]);
	}
	join_thread(thread);
	return test_end();
}
