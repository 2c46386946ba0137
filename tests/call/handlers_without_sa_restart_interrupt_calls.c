/* "If [...] SA_RESTART [...] is not set, [...] the call fails with the error EINTR" - signal(7):
 * read, write, recv, send and accept. The handler has run in the thread that was interrupted. */
#include <sys/uio.h>

#include "tests/test.h"

enum { CALLS = 7 };

static int empty[2], full[2], sockets[2], listener;
static pthread_t handled_by;
static int handled;

static void handler(int sig) {
	(void)sig;
	handled++;
	handled_by = pthread_self();
}

static void *test(void *arg) {
	char c = 0;
	struct iovec iov = { &c, 1 };
	struct msghdr msg = { .msg_iov = &iov, .msg_iovlen = 1 };
	long n = 0;
	for (int i = 0; i < CALLS; i++) {
		about_to_block();
		switch (i) {
		case 0: n = read(empty[0], &c, 1); break;
		case 1: n = write(full[1], &c, 1); break;
		case 2: n = recv(sockets[0], &c, 1, 0); break;
		case 3: n = send(sockets[0], &c, 1, 0); break;
		case 4: n = accept(listener, NULL, NULL); break;
		case 5: n = recvmsg(sockets[0], &msg, MSG_WAITALL); break;
		case 6: n = readv(empty[0], &iov, 1); break;
		}
		EXPECT_EQ(n, -1);
		EXPECT_EQ(errno, EINTR);
		EXPECT_EQ(handled, i + 1);
		EXPECT(pthread_equal(handled_by, pthread_self()));
	}
	return arg;
}

int main(void) {
	struct sockaddr_in addr;
	set_handler(SIGUSR1, handler, 0);
	EXPECT_EQ(pipe(empty), 0);
	EXPECT_EQ(pipe(full), 0);
	EXPECT_EQ(socketpair(AF_UNIX, SOCK_STREAM, 0, sockets), 0);
	fill_up(full[1]);
	fill_up(sockets[0]);
	listener = tcp_listener(&addr, 1);
	pthread_t thread = start_thread(test, NULL);
	for (int i = 0; i < CALLS; i++) {
		wait_until_blocked();
		EXPECT_EQ(pthread_kill(thread, SIGUSR1), 0);
	}
	join_thread(thread);
	return test_end();
}
