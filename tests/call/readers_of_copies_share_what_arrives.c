/* Copies of a descriptor have one pipe behind them: threads that wait through different numbers
 * each get what comes for one of them - dup(2), pipe(7). */
#include "tests/test.h"

enum { READERS = 4, EACH = 25 };

static int fds[2], done[2], copies[READERS];

static void *reader(void *arg) {
	about_to_block();
	for (int i = 0; i < EACH; i++) {
		hear(*(int *)arg);
		tell(done[1]);
	}
	return NULL;
}

static void check(void) {
	pthread_t threads[READERS];
	EXPECT_EQ(pipe(done), 0);
	for (int i = 0; i < READERS; i++) {
		copies[i] = i ? dup(fds[0]) : fds[0];
		threads[i] = start_thread(reader, &copies[i]);
		wait_until_blocked();
	}
	for (int i = 0; i < READERS * EACH; i++) {
		tell(fds[1]);
		if (i % 3 == 0)
			hear(done[0]);
	}
	for (int i = 0; i < READERS; i++)
		join_thread(threads[i]);
}

int main(void) {
	EXPECT_EQ(pipe(fds), 0);
	check();
	EXPECT_EQ(socketpair(AF_UNIX, SOCK_STREAM, 0, fds), 0);
	check();
	return test_end();
}
