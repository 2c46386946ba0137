/* Receivers that wait for one datagram socket are woken one by one, who came first first: the
 * kernel queues them exclusively (net/core/datagram.c). */
#include "tests/test.h"

enum { RECEIVERS = 6 };

static int sockets[2], done[2];

static void *receiver(void *arg) {
	char c;
	about_to_block();
	EXPECT_EQ(recv(sockets[0], &c, 1, 0), 1);
	EXPECT_EQ(c, (char)(intptr_t)arg);
	EXPECT_EQ(write(done[1], &c, 1), 1);
	return NULL;
}

int main(void) {
	pthread_t threads[RECEIVERS];
	struct sockaddr_in addr;
	sockets[0] = udp_socket(&addr);
	sockets[1] = socket(AF_INET, SOCK_DGRAM, 0);
	EXPECT_EQ(connect(sockets[1], (struct sockaddr *)&addr, sizeof addr), 0);
	EXPECT_EQ(pipe(done), 0);
	for (int i = 0; i < RECEIVERS; i++) {
		threads[i] = start_thread(receiver, (void *)(intptr_t)i);
		wait_until_blocked();
	}
	for (char i = 0; i < RECEIVERS; i++) {
		EXPECT_EQ(send(sockets[1], &i, 1, 0), 1);
		hear(done[0]);
	}
	for (int i = 0; i < RECEIVERS; i++)
		join_thread(threads[i]);
	return test_end();
}
