/* SO_SNDTIMEO: "If an input or output function blocks for this period of time, and data has been
 * sent or received, the return value of that function will be the amount of data transferred; if no
 * data has been transferred [...], then -1 is returned with errno set to EAGAIN" - socket(7). */
#include <sys/time.h>

#include "tests/test.h"

enum { LEN = 32 << 20 };

static int ready[2];

static void *bystander(void *arg) {
	hear(ready[0]);
	return arg;
}

static void check(int fds[2]) {
	static char buf[LEN];
	struct timeval tv = { .tv_usec = 100000 };
	fill_pattern(buf, LEN, 0);
	EXPECT_EQ(setsockopt(fds[1], SOL_SOCKET, SO_SNDTIMEO, &tv, sizeof tv), 0);
	int64_t start = now_ms();
	ssize_t done = send(fds[1], buf, LEN, 0), n;
	EXPECT(done > 0 && done < LEN);
	EXPECT(now_ms() - start >= 95);
	for (;; done += n) { /* TCP may find some more room */
		start = now_ms();
		n = send(fds[1], buf + done, (size_t)(LEN - done), 0);
		EXPECT(now_ms() - start >= 95);
		if (n < 0)
			break;
	}
	EXPECT_EQ(errno, EAGAIN);
	drain_pattern(fds[0], (size_t)done);
}

int main(void) {
	int fds[2];
	EXPECT_EQ(pipe(ready), 0);
	pthread_t thread = start_thread(bystander, NULL);
	tcp_pair(fds);
	check(fds);
	EXPECT_EQ(socketpair(AF_UNIX, SOCK_STREAM, 0, fds), 0);
	check(fds);
	tell(ready[1]);
	join_thread(thread);
	return test_end();
}
