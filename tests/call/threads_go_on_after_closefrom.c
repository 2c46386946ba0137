/* closefrom(3) closes the descriptors of the program - closefrom(3), close_range(2): its threads go
 * on with new ones, which have the lowest numbers. */
#include "tests/test.h"

static int fds[2];

static void *echo(void *arg) {
	for (int i = 0; i < 3; i++) {
		about_to_block();
		hear(fds[0]);
		usleep(1000);
		tell(fds[0]);
	}
	return arg;
}

static void check(void) {
	EXPECT_EQ(socketpair(AF_UNIX, SOCK_STREAM, 0, fds), 0);
	EXPECT_EQ(fds[0], 3);
	EXPECT_EQ(fds[1], 4);
	pthread_t thread = start_thread(echo, NULL);
	for (int i = 0; i < 3; i++) {
		wait_until_blocked();
		tell(fds[1]);
		hear(fds[1]);
	}
	join_thread(thread);
}

int main(void) {
	closefrom(3);
	check();
	closefrom(3);
	check();
	EXPECT_EQ(close_range(3, ~0U, 0), 0);
	check();
	for (int fd = 3; fd < 40000; fd++)
		close(fd);
	check();
	return test_end();
}
