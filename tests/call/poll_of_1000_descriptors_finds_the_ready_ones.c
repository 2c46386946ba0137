/* "On success, poll() returns a nonnegative value which is the number of elements in the pollfds
 * whose revents fields have been set to a nonzero value" - poll(2), of many, and again and again.
 * */
#include <poll.h>

#include "tests/test.h"

enum { PAIRS = 500, ROUNDS = 50 };

static int fds[PAIRS][2], found[2];

static void *poller(void *arg) {
	static struct pollfd p[2 * PAIRS];
	for (int i = 0; i < 2 * PAIRS; i++)
		p[i] = (struct pollfd){ .fd = fds[i / 2][i % 2], .events = POLLIN };
	for (int round = 0; round < ROUNDS; round++) {
		int target = round * 7 % PAIRS;
		about_to_block();
		EXPECT_EQ(poll(p, 2 * PAIRS, -1), 1);
		for (int i = 0; i < 2 * PAIRS; i++)
			EXPECT_EQ(p[i].revents, i == 2 * target ? POLLIN : 0);
		hear(fds[target][0]);
		tell(found[1]);
	}
	return arg;
}

int main(void) {
	EXPECT_EQ(pipe(found), 0);
	for (int i = 0; i < PAIRS; i++) {
		if (socketpair(AF_UNIX, SOCK_STREAM, 0, fds[i]) < 0 && errno == EMFILE)
			SKIP("ulimit -n is too low");
	}
	pthread_t thread = start_thread(poller, NULL);
	for (int round = 0; round < ROUNDS; round++) {
		int target = round * 7 % PAIRS;
		if (round < 5)
			wait_until_blocked();
		tell(fds[target][1]);
		hear(found[0]);
	}
	join_thread(thread);
	return test_end();
}
