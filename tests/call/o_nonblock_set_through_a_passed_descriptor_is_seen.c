/* SCM_RIGHTS: what is received is "a duplicate of the descriptor in the sending process", as by
 * dup(2) - unix(7): O_NONBLOCK set through it counts for the one that was sent. */
#include <sys/uio.h>

#include "tests/test.h"

static int pass(int fd) {
	union {
		char buf[CMSG_SPACE(sizeof(int))];
		struct cmsghdr align;
	} control = { 0 };
	char c = 'x';
	struct iovec iov = { &c, 1 };
	struct msghdr msg = { .msg_iov = &iov, .msg_iovlen = 1 };
	int fds[2];
	EXPECT_EQ(socketpair(AF_UNIX, SOCK_STREAM, 0, fds), 0);
	msg.msg_control = control.buf;
	msg.msg_controllen = sizeof control.buf;
	*CMSG_FIRSTHDR(&msg) = (struct cmsghdr){ .cmsg_level = SOL_SOCKET,
						 .cmsg_type = SCM_RIGHTS,
						 .cmsg_len = CMSG_LEN(sizeof fd) };
	memcpy(CMSG_DATA(CMSG_FIRSTHDR(&msg)), &fd, sizeof fd);
	EXPECT_EQ(sendmsg(fds[1], &msg, 0), 1);
	EXPECT_EQ(recvmsg(fds[0], &msg, 0), 1);
	EXPECT(CMSG_FIRSTHDR(&msg) && CMSG_FIRSTHDR(&msg)->cmsg_type == SCM_RIGHTS);
	memcpy(&fd, CMSG_DATA(CMSG_FIRSTHDR(&msg)), sizeof fd);
	return fd;
}

static void *test(void *arg) {
	int fd = *(int *)arg;
	char c;
	about_to_block();
	hear(fd); /* it is known as one that waits */
	int copy = pass(fd);
	EXPECT(copy != fd);
	EXPECT_EQ(fcntl(copy, F_SETFL, O_NONBLOCK), 0);
	EXPECT_ERRNO(read(fd, &c, 1), EAGAIN);
	return NULL;
}

int main(void) {
	int fds[2];
	EXPECT_EQ(socketpair(AF_UNIX, SOCK_STREAM, 0, fds), 0);
	pthread_t thread = start_thread(test, fds);
	wait_until_blocked();
	tell(fds[1]);
	join_thread(thread);
	return test_end();
}
