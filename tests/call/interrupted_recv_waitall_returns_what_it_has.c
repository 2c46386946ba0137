/* MSG_WAITALL: "the call may still return less data than requested if a signal is caught" -
 * recv(2), with or without SA_RESTART. */
#include "tests/test.h"

static void handler(int sig) {
	(void)sig;
}

static void *receiver(void *arg) {
	char buf[100];
	about_to_block();
	EXPECT_EQ(recv(*(int *)arg, buf, sizeof buf, MSG_WAITALL), 3);
	return NULL;
}

static void check(int fds[2]) {
	EXPECT_EQ(send(fds[1], "abc", 3, 0), 3);
	pthread_t thread = start_thread(receiver, fds);
	wait_until_blocked();
	EXPECT_EQ(pthread_kill(thread, SIGUSR1), 0);
	join_thread(thread);
}

int main(void) {
	int fds[2];
	for (int i = 0; i < 2; i++) {
		set_handler(SIGUSR1, handler, i ? SA_RESTART : 0);
		EXPECT_EQ(socketpair(AF_UNIX, SOCK_STREAM, 0, fds), 0);
		check(fds);
		tcp_pair(fds);
		check(fds);
	}
	return test_end();
}
