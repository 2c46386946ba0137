/* MSG_PEEK | MSG_WAITALL on TCP waits until as much is there, and leaves it there - recv(2),
 * net/ipv4/tcp.c. */
#include "tests/test.h"

static int fds[2];

static void *receiver(void *arg) {
	char buf[10];
	(void)arg;
	about_to_block();
	EXPECT_EQ(recv(fds[0], buf, 6, MSG_PEEK | MSG_WAITALL), 6);
	EXPECT_EQ(recv(fds[0], buf, sizeof buf, 0), 6);
	EXPECT(!memcmp(buf, "abcdef", 6));
	return NULL;
}

int main(void) {
	tcp_pair(fds);
	pthread_t thread = start_thread(receiver, NULL);
	wait_until_blocked();
	EXPECT_EQ(send(fds[1], "abc", 3, 0), 3);
	linger();
	EXPECT_EQ(send(fds[1], "def", 3, 0), 3);
	join_thread(thread);
	return test_end();
}
