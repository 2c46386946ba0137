/* SO_RCVTIMEO is the time for the whole call: data that trickles in does not make a recv with
 * MSG_WAITALL last longer - socket(7), net/ipv4/tcp.c. */
#include <sys/time.h>

#include "tests/test.h"

enum { LEN = 15 };

static void *sender(void *arg) {
	for (int i = 0; i < LEN; i++) {
		usleep(100000);
		tell(*(int *)arg);
	}
	return NULL;
}

int main(void) {
	struct timeval tv = { .tv_usec = 350000 };
	char buf[LEN];
	int fds[2];
	tcp_pair(fds);
	EXPECT_EQ(setsockopt(fds[0], SOL_SOCKET, SO_RCVTIMEO, &tv, sizeof tv), 0);
	pthread_t thread = start_thread(sender, &fds[1]);
	int64_t start = now_ms();
	ssize_t n = recv(fds[0], buf, LEN, MSG_WAITALL);
	EXPECT(n > 0 && n < LEN);
	EXPECT(now_ms() - start >= 345);
	join_thread(thread);
	return test_end();
}
