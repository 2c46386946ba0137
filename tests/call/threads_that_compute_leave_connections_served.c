/* Threads that compute, without any call, while others serve connections: all of those are served. */
#include "tests/test.h"

enum { CONNECTIONS = 100, REQUESTS = 20, COMPUTING = 3 };

static _Atomic int stop, served;

static void *computes(void *arg) {
	volatile double x = 1;
	while (!stop)
		x = x * 1.5 / 1.5;
	return arg;
}

static void *serves(void *arg) {
	int fd = *(int *)arg;
	char c;
	while (read(fd, &c, 1) == 1)
		EXPECT_EQ(write(fd, &c, 1), 1);
	return arg;
}

static void *asks(void *arg) {
	int fd = *(int *)arg;
	for (int i = 0; i < REQUESTS; i++) {
		tell(fd);
		hear(fd);
	}
	EXPECT_EQ(close(fd), 0);
	served++;
	return arg;
}

int main(void) {
	static int fds[CONNECTIONS][2];
	static pthread_t servers[CONNECTIONS], clients[CONNECTIONS], computing[COMPUTING];
	for (int i = 0; i < COMPUTING; i++)
		computing[i] = start_thread(computes, NULL);
	for (int i = 0; i < CONNECTIONS; i++) {
		EXPECT_EQ(socketpair(AF_UNIX, SOCK_STREAM, 0, fds[i]), 0);
		servers[i] = start_thread(serves, &fds[i][0]);
		clients[i] = start_thread(asks, &fds[i][1]);
	}
	while (served < CONNECTIONS) /* the main thread computes as well */
		;
	stop = 1;
	for (int i = 0; i < CONNECTIONS; i++) {
		join_thread(clients[i]);
		join_thread(servers[i]);
		EXPECT_EQ(close(fds[i][0]), 0);
	}
	for (int i = 0; i < COMPUTING; i++)
		join_thread(computing[i]);
	return test_end();
}
