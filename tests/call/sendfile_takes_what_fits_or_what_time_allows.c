/* "EAGAIN: Nonblocking I/O has been selected using O_NONBLOCK and the write would block" -
 * sendfile(2), after it has sent what fits; and with SO_SNDTIMEO it sends what it can in that time.
 * */
#include <sys/sendfile.h>
#include <sys/time.h>

#include "tests/test.h"

enum { LEN = 16 << 20 };

static int file;

static void *test(void *arg) {
	struct timeval tv = { .tv_usec = 100000 };
	int fds[2];
	off_t offset = 0;
	EXPECT_EQ(socketpair(AF_UNIX, SOCK_STREAM, 0, fds), 0);
	EXPECT_EQ(fcntl(fds[1], F_SETFL, O_NONBLOCK), 0);
	ssize_t n = sendfile(fds[1], file, &offset, LEN);
	EXPECT(n > 0 && n < LEN);
	EXPECT_EQ(offset, n);
	EXPECT_ERRNO(sendfile(fds[1], file, &offset, LEN), EAGAIN);
	drain_pattern(fds[0], (size_t)n);

	EXPECT_EQ(fcntl(fds[1], F_SETFL, 0), 0);
	EXPECT_EQ(setsockopt(fds[1], SOL_SOCKET, SO_SNDTIMEO, &tv, sizeof tv), 0);
	int64_t start = now_ms();
	offset = 0;
	n = sendfile(fds[1], file, &offset, LEN);
	EXPECT(n > 0 && n < LEN);
	EXPECT(now_ms() - start >= 95);
	EXPECT_ERRNO(sendfile(fds[1], file, &offset, LEN), EAGAIN);
	drain_pattern(fds[0], (size_t)n);
	return arg;
}

int main(void) {
	static char buf[LEN];
	fill_pattern(buf, LEN, 0);
	EXPECT((file = open("/tmp", O_TMPFILE | O_RDWR, 0600)) >= 0);
	EXPECT_EQ(write(file, buf, LEN), LEN);
	join_thread(start_thread(test, NULL));
	return test_end();
}
