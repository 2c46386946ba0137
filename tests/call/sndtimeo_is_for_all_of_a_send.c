/* SO_SNDTIMEO is the time for the whole call: that some is taken now and then does not make a send
 * last longer - socket(7), net/ipv4/tcp.c. */
#include <sys/time.h>

#include "tests/test.h"

enum { LEN = 32 << 20, PIECE = 1 << 20 };

static _Atomic int stop;

static void *receiver(void *arg) {
	static char buf[PIECE];
	while (!stop) {
		usleep(100000);
		EXPECT(recv(*(int *)arg, buf, PIECE, MSG_WAITALL) > 0);
	}
	return NULL;
}

int main(void) {
	static char buf[LEN];
	struct timeval tv = { .tv_usec = 350000 };
	int fds[2];
	tcp_pair(fds);
	EXPECT_EQ(setsockopt(fds[1], SOL_SOCKET, SO_SNDTIMEO, &tv, sizeof tv), 0);
	pthread_t thread = start_thread(receiver, &fds[0]);
	int64_t start = now_ms();
	ssize_t n = send(fds[1], buf, LEN, 0);
	EXPECT(n > 0 && n < LEN);
	EXPECT(now_ms() - start >= 345);
	stop = 1;
	EXPECT_EQ(shutdown(fds[1], SHUT_WR), 0);
	join_thread(thread);
	return test_end();
}
