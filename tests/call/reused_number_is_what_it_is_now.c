/* "The file descriptor returned by a successful call will be the lowest-numbered file descriptor
 * not currently open" - open(2): one number is a pipe, a socket and an eventfd in turn, nonblocking
 * or not, closed in this way or that, and each works. */
#include <sys/eventfd.h>
#include <sys/syscall.h>

#include "tests/test.h"

enum { AT = 3, MOST = 5 };

static void close_somehow(int fd, int how) {
	switch (how % MOST) {
	case 0: EXPECT_EQ(close(fd), 0); break;
	case 1: EXPECT_EQ(fclose(fdopen(fd, "r")), 0); break;
	case 2: EXPECT_EQ(syscall(SYS_close, fd), 0); break;
	case 3: EXPECT_EQ(close_range((unsigned)fd, (unsigned)fd, 0), 0); break;
	case 4:
		EXPECT_EQ(dup2(2, fd), fd);
		close(fd);
		break;
	}
}

static void *reader(void *arg) {
	int nonblocking = (int)(intptr_t)arg;
	uint64_t value;
	if (nonblocking) {
		EXPECT_EQ(fcntl(AT, F_SETFL, O_NONBLOCK), 0);
		EXPECT_ERRNO(read(AT, &value, 8), EAGAIN);
	}
	about_to_block();
	if (!nonblocking)
		EXPECT_EQ(read(AT, &value, 8), 8);
	return NULL;
}

static int make(int kind, int fds[2]) {
	switch (kind) {
	case 0: return pipe(fds);
	case 1: return socketpair(AF_UNIX, SOCK_STREAM, 0, fds);
	case 2: return socketpair(AF_UNIX, SOCK_DGRAM, 0, fds);
	default: fds[0] = eventfd(0, 0), fds[1] = dup(fds[0]); return 0;
	}
}

int main(void) {
	closefrom(AT);
	for (int i = 0; i < 40; i++) {
		uint64_t value = 1;
		int fds[2];
		EXPECT_EQ(make(i * 7 % 4, fds), 0);
		EXPECT_EQ(fds[0], AT);
		pthread_t thread = start_thread(reader, (void *)(intptr_t)(i * 3 / 2 % 2));
		wait_until_blocked();
		EXPECT_EQ(write(fds[1], &value, 8), 8);
		join_thread(thread);
		EXPECT_EQ(close(fds[1]), 0);
		close_somehow(AT, i);
	}
	return test_end();
}
