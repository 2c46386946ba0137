/* A connection that was begun with O_NONBLOCK: a second connect without it waits for the end of it
 * - connect(2) on EALREADY and EINPROGRESS. */
#include "tests/test.h"

static struct sockaddr_in addr;
static int client;

static void *connector(void *arg) {
	EXPECT_EQ(fcntl(client, F_SETFL, O_NONBLOCK), 0);
	EXPECT_ERRNO(connect(client, (struct sockaddr *)&addr, sizeof addr), EINPROGRESS);
	EXPECT_ERRNO(connect(client, (struct sockaddr *)&addr, sizeof addr), EALREADY);
	EXPECT_EQ(fcntl(client, F_SETFL, 0), 0);
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
	EXPECT((fd = accept(listener, NULL, NULL)) >= 0);
	EXPECT((fd = accept(listener, NULL, NULL)) >= 0);
	EXPECT_EQ(read(fd, buf, sizeof buf), 4);
	join_thread(thread);
	return test_end();
}
