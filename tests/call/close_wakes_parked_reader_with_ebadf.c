/* When a thread is blocked in a read on a descriptor that another one closes, on Linux the call
 * holds a reference to the description, which keeps it open - close(2), "Multithreaded processes
 * and close()": the kernel lets it wait on. Evergreen wakes it with EBADF, since the number may be
 * another's at once; and that one works. */
#include "tests/test.h"

static int fds[2];

static void *reader(void *arg) {
	char c;
	about_to_block();
	ssize_t n = read(fds[0], &c, 1);
	EXPECT_EQ(n, is_preloaded() ? -1 : 1);
	EXPECT_EQ(n < 0 ? errno : 0, n < 0 ? EBADF : 0);
	return arg;
}

static void *new_reader(void *arg) {
	char buf[8];
	about_to_block();
	EXPECT_EQ(read(*(int *)arg, buf, sizeof buf), 3);
	return NULL;
}

static void check(int made) {
	int again[2], copy = dup(fds[0]);
	EXPECT_EQ(made, 0);
	pthread_t old = start_thread(reader, NULL);
	wait_until_blocked();
	EXPECT_EQ(close(fds[0]), 0);
	EXPECT_EQ(pipe(again), 0);
	EXPECT_EQ(again[0], fds[0]);
	pthread_t new = start_thread(new_reader, &again[0]);
	wait_until_blocked();
	tell(fds[1]); /* the kernel's reader has it from here */
	join_thread(old);
	EXPECT_EQ(write(again[1], "new", 3), 3);
	join_thread(new);
	EXPECT_EQ(close(copy) + close(again[0]) + close(again[1]) + close(fds[1]), 0);
}

int main(void) {
	check(pipe(fds));
	check(socketpair(AF_UNIX, SOCK_STREAM, 0, fds));
	tcp_pair(fds);
	check(0);
	return test_end();
}
