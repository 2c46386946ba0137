/* "If the protocol supports retransmission, the request may be ignored so that a later reattempt at
 * connection succeeds" - listen(2): connect waits meanwhile, and nobody sees its socket
 * nonblocking. */
#include "tests/test.h"

static struct sockaddr_in addr;
static int client;

static void *connector(void *arg) {
	about_to_block();
	EXPECT_EQ(connect(client, (struct sockaddr *)&addr, sizeof addr), 0);
	EXPECT_EQ(write(client, "late", 4), 4);
	return arg;
}

int main(void) {
	char buf[8];
	int fd, listener = tcp_listener(&addr, 0), queued = socket(AF_INET, SOCK_STREAM, 0);
	EXPECT_EQ(connect(queued, (struct sockaddr *)&addr, sizeof addr), 0);
	client = socket(AF_INET, SOCK_STREAM, 0);
	pthread_t thread = start_thread(connector, NULL);
	wait_until_blocked();
	EXPECT_EQ(fcntl(client, F_GETFL), O_RDWR);
	EXPECT((fd = accept(listener, NULL, NULL)) >= 0);
	EXPECT((fd = accept(listener, NULL, NULL)) >= 0);
	EXPECT_EQ(read(fd, buf, sizeof buf), 4);
	join_thread(thread);
	return test_end();
}
