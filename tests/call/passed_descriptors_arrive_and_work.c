/* SCM_RIGHTS: "Send or receive a set of open file descriptors from another process" - unix(7): the
 * receiver waits for them, and for what is written to them. */
#include <sys/uio.h>

#include "tests/test.h"

union control {
	char buf[CMSG_SPACE(2 * sizeof(int))];
	struct cmsghdr align;
};

static void *receiver(void *arg) {
	union control control;
	char c;
	struct iovec iov = { &c, 1 };
	struct msghdr msg = {
		.msg_iov = &iov,
		.msg_iovlen = 1,
		.msg_control = &control,
		.msg_controllen = sizeof control,
	};
	int got[2];
	about_to_block();
	EXPECT_EQ(recvmsg(*(int *)arg, &msg, MSG_CMSG_CLOEXEC), 1);
	struct cmsghdr *header = CMSG_FIRSTHDR(&msg);
	EXPECT(header && header->cmsg_type == SCM_RIGHTS);
	EXPECT_EQ(header->cmsg_len, CMSG_LEN(sizeof got));
	memcpy(got, CMSG_DATA(header), sizeof got);
	EXPECT_EQ(fcntl(got[0], F_GETFD), FD_CLOEXEC);
	tell(got[1]);
	about_to_block();
	hear(got[0]);
	return NULL;
}

int main(void) {
	union control control = { 0 };
	struct iovec iov = { "x", 1 };
	struct msghdr msg = {
		.msg_iov = &iov,
		.msg_iovlen = 1,
		.msg_control = &control,
		.msg_controllen = sizeof control,
	};
	int fds[2], there[2], back[2];
	EXPECT_EQ(socketpair(AF_UNIX, SOCK_STREAM, 0, fds), 0);
	EXPECT_EQ(pipe(there), 0);
	EXPECT_EQ(pipe(back), 0);
	*CMSG_FIRSTHDR(&msg) = (struct cmsghdr){
		.cmsg_level = SOL_SOCKET,
		.cmsg_type = SCM_RIGHTS,
		.cmsg_len = CMSG_LEN(2 * sizeof(int)),
	};
	memcpy(CMSG_DATA(CMSG_FIRSTHDR(&msg)), (int[]){ there[0], back[1] }, 2 * sizeof(int));
	pthread_t thread = start_thread(receiver, &fds[0]);
	wait_until_blocked();
	EXPECT_EQ(sendmsg(fds[1], &msg, 0), 1);
	EXPECT_EQ(close(there[0]) + close(back[1]), 0);
	hear(back[0]);
	wait_until_blocked();
	tell(there[1]);
	join_thread(thread);
	return test_end();
}
