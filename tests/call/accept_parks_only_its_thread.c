/* "If no pending connections are present on the queue, and the socket is not marked as nonblocking,
 * accept() blocks the caller until a connection is present" - accept(2), which tells the peer's
 * address. */
#include "tests/test.h"

static int listener;
static struct sockaddr_in addr;

static void *acceptor(void *arg) {
	struct sockaddr_in peer, mine;
	socklen_t len = sizeof peer;
	int client = *(int *)arg;
	about_to_block();
	int fd = accept(listener, (struct sockaddr *)&peer, &len);
	EXPECT(fd >= 0);
	EXPECT_EQ(len, sizeof peer);
	EXPECT_EQ(getsockname(client, (struct sockaddr *)&mine, &len), 0);
	EXPECT_EQ(peer.sin_port, mine.sin_port);
	tell(fd);
	about_to_block();
	hear(fd);
	EXPECT_EQ(close(fd), 0);
	return NULL;
}

int main(void) {
	listener = tcp_listener(&addr, 5);
	for (int i = 0; i < 3; i++) {
		int client = socket(AF_INET, SOCK_STREAM, 0);
		pthread_t thread = start_thread(acceptor, &client);
		wait_until_blocked();
		EXPECT_EQ(connect(client, (struct sockaddr *)&addr, sizeof addr), 0);
		hear(client);
		wait_until_blocked();
		tell(client);
		join_thread(thread);
		EXPECT_EQ(close(client), 0);
	}
	return test_end();
}
