/* "If a blocked call to one of the following interfaces is interrupted by a signal handler, then
 * the call is automatically restarted after the signal handler returns if the SA_RESTART flag was
 * used" - signal(7): read, write, recv, accept. */
#include "tests/test.h"

enum { CALLS = 5 };

static int empty[2], full[2], sockets[2], listener, handled[2];

static void handler(int sig) {
	(void)sig;
	tell(handled[1]);
}

static void *test(void *arg) {
	char c = 0;
	int fd = -1;
	for (int i = 0; i < CALLS; i++) {
		about_to_block();
		switch (i) {
		case 0: EXPECT_EQ(read(empty[0], &c, 1), 1); break;
		case 1: EXPECT_EQ(recv(sockets[0], &c, 1, 0), 1); break;
		case 2: EXPECT_EQ(write(full[1], &c, 1), 1); break;
		case 3: EXPECT((fd = accept(listener, NULL, NULL)) >= 0); break;
		case 4: EXPECT_EQ(recv(fd, &c, 1, MSG_WAITALL), 1); break;
		}
	}
	return arg;
}

int main(void) {
	static char buf[1 << 20];
	struct sockaddr_in addr;
	int fd = socket(AF_INET, SOCK_STREAM, 0);
	set_handler(SIGUSR1, handler, SA_RESTART);
	EXPECT_EQ(pipe(empty), 0);
	EXPECT_EQ(pipe(full), 0);
	EXPECT_EQ(pipe(handled), 0);
	EXPECT_EQ(socketpair(AF_UNIX, SOCK_STREAM, 0, sockets), 0);
	fill_up(full[1]);
	listener = tcp_listener(&addr, 1);
	pthread_t thread = start_thread(test, NULL);
	for (int i = 0; i < CALLS; i++) {
		wait_until_blocked();
		for (int j = 0; j < 3; j++) {
			EXPECT_EQ(pthread_kill(thread, SIGUSR1), 0);
			hear(handled[0]);
		}
		switch (i) {
		case 0: tell(empty[1]); break;
		case 1: tell(sockets[1]); break;
		case 2: EXPECT(read(full[0], buf, sizeof buf) > 0); break;
		case 3: EXPECT_EQ(connect(fd, (struct sockaddr *)&addr, sizeof addr), 0); break;
		case 4: tell(fd); break;
		}
	}
	join_thread(thread);
	return test_end();
}
