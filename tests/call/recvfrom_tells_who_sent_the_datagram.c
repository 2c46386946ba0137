/* "If src_addr is not NULL, and the underlying protocol provides the source address of the message,
 * that source address is placed in the buffer pointed to by src_addr" - recv(2), also after a wait.
 * */
#include "tests/test.h"

static int fds[2];
static struct sockaddr_in addrs[2];

static void *echo(void *arg) {
	struct sockaddr_in from;
	socklen_t len = sizeof from;
	char buf[64];
	(void)arg;
	about_to_block();
	EXPECT_EQ(recvfrom(fds[0], buf, sizeof buf, 0, (struct sockaddr *)&from, &len), 5);
	EXPECT_EQ(len, sizeof from);
	EXPECT_EQ(from.sin_port, addrs[1].sin_port);
	EXPECT_EQ(sendto(fds[0], buf, 5, 0, (struct sockaddr *)&from, len), 5);
	return NULL;
}

int main(void) {
	struct sockaddr_in from;
	char buf[64];
	struct iovec iov = { buf, sizeof buf };
	struct msghdr msg = {
		.msg_name = &from, .msg_namelen = sizeof from, .msg_iov = &iov, .msg_iovlen = 1
	};
	fds[0] = udp_socket(&addrs[0]);
	fds[1] = udp_socket(&addrs[1]);
	pthread_t thread = start_thread(echo, NULL);
	wait_until_blocked();
	EXPECT_EQ(sendto(fds[1], "hello", 5, 0, (struct sockaddr *)&addrs[0], sizeof from), 5);
	EXPECT_EQ(recvmsg(fds[1], &msg, 0), 5);
	EXPECT_EQ(msg.msg_namelen, sizeof from);
	EXPECT_EQ(from.sin_port, addrs[0].sin_port);
	EXPECT(!memcmp(buf, "hello", 5));
	join_thread(thread);
	return test_end();
}
