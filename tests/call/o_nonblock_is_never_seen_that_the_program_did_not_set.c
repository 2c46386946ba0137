/* F_GETFL "Return [...] the file access mode and the file status flags" - fcntl(2): what the
 * program set, also while threads wait in read, write, recv, send and accept; and in a forked
 * child. */
#include "tests/test.h"

enum { COUNT = 6 };

static int fds[COUNT];

static void *wait_in(void *arg) {
	int i = (int)(intptr_t)arg;
	char c = 0;
	about_to_block();
	switch (i) {
	case 0: read(fds[i], &c, 1); break;
	case 1: write(fds[i], &c, 1); break;
	case 2: recv(fds[i], &c, 1, 0); break;
	case 3: send(fds[i], &c, 1, 0); break;
	case 4: accept(fds[i], NULL, NULL); break;
	case 5: recvfrom(fds[i], &c, 1, 0, NULL, NULL); break;
	}
	FAIL("nobody wrote");
	return NULL;
}

static void check(void) {
	for (int i = 0; i < COUNT; i++)
		EXPECT_EQ(fcntl(fds[i], F_GETFL) & O_NONBLOCK, 0);
}

int main(void) {
	struct sockaddr_in addr;
	int empty[2], full[2], sockets[2];
	EXPECT_EQ(pipe(empty), 0);
	EXPECT_EQ(pipe(full), 0);
	EXPECT_EQ(socketpair(AF_UNIX, SOCK_STREAM, 0, sockets), 0);
	fill_up(full[1]);
	fill_up(sockets[1]);
	fds[0] = empty[0];
	fds[1] = full[1];
	fds[2] = fds[3] = sockets[1];
	fds[4] = tcp_listener(&addr, 1);
	fds[5] = udp_socket(&addr);
	for (int i = 0; i < COUNT; i++) {
		start_thread(wait_in, (void *)(intptr_t)i);
		wait_until_blocked();
		check();
	}
	EXPECT_EQ(run_in_child(check), 0);
	return test_end();
}
