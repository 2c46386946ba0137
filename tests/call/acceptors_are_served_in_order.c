/* Threads that wait in accept for one TCP listener are woken one by one, who came first first: the
 * kernel queues them exclusively (net/ipv4/inet_connection_sock.c). */
#include "tests/test.h"

enum { ACCEPTORS = 6 };

static int listener, done[2];

static void *acceptor(void *arg) {
	char i = (char)(intptr_t)arg;
	about_to_block();
	int fd = accept(listener, NULL, NULL);
	EXPECT(fd >= 0);
	EXPECT_EQ(write(done[1], &i, 1), 1);
	EXPECT_EQ(close(fd), 0);
	return NULL;
}

int main(void) {
	struct sockaddr_in addr;
	pthread_t threads[ACCEPTORS];
	listener = tcp_listener(&addr, ACCEPTORS);
	EXPECT_EQ(pipe(done), 0);
	for (int i = 0; i < ACCEPTORS; i++) {
		threads[i] = start_thread(acceptor, (void *)(intptr_t)i);
		wait_until_blocked();
	}
	for (int i = 0; i < ACCEPTORS; i++) {
		char who;
		int fd = socket(AF_INET, SOCK_STREAM, 0);
		EXPECT_EQ(connect(fd, (struct sockaddr *)&addr, sizeof addr), 0);
		EXPECT_EQ(read(done[0], &who, 1), 1);
		EXPECT_EQ(who, i);
		EXPECT_EQ(close(fd), 0);
	}
	for (int i = 0; i < ACCEPTORS; i++)
		join_thread(threads[i]);
	return test_end();
}
