/* SO_RCVTIMEO: "if no data has been transferred and the timeout has been reached, then -1 is returned
 * with errno set to EAGAIN" - socket(7). The other threads run meanwhile. */
#include <sys/socket.h>
#include <sys/time.h>

#include "tests/test.h"

static int fds[2];
static int ticks;

static void *ticker(void *arg) {
	(void)arg;
	for (; ticks < 5; ticks++)
		usleep(10000);
	return NULL;
}

int main(void) {
	struct timeval tv = { .tv_usec = 200000 };
	char c;
	EXPECT_EQ(socketpair(AF_UNIX, SOCK_STREAM, 0, fds), 0);
	EXPECT_EQ(setsockopt(fds[0], SOL_SOCKET, SO_RCVTIMEO, &tv, sizeof tv), 0);
	pthread_t thread = start_thread(ticker, NULL);

	int64_t start = now_ms();
	EXPECT_ERRNO(recv(fds[0], &c, 1, 0), EAGAIN);
	EXPECT(now_ms() - start >= 195);
	EXPECT_EQ(ticks, 5);
	join_thread(thread);

	/* Data in time, and then a timeout that is taken back. */
	EXPECT_EQ(write(fds[1], "x", 1), 1);
	EXPECT_EQ(recv(fds[0], &c, 1, 0), 1);
	tv.tv_usec = 0;
	EXPECT_EQ(setsockopt(fds[0], SOL_SOCKET, SO_RCVTIMEO, &tv, sizeof tv), 0);
	ticks = 0;
	thread = start_thread(ticker, NULL);
	EXPECT_ERRNO(recv(fds[0], &c, 1, MSG_DONTWAIT), EAGAIN);
	join_thread(thread);
	return test_end();
}
