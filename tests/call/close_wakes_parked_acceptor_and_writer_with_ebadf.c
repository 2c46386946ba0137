/* Closing a descriptor on which threads wait in accept and in write: the kernel lets them wait on,
 * evergreen wakes them with EBADF - close(2) on "Multithreaded processes and close()". */
#include "tests/test.h"

static int listener, full[2];

static void *acceptor(void *arg) {
	about_to_block();
	int fd = accept(listener, NULL, NULL);
	EXPECT(is_preloaded() ? fd < 0 && errno == EBADF : fd >= 0);
	return arg;
}

static void *writer(void *arg) {
	char c = 0;
	about_to_block();
	ssize_t n = write(full[1], &c, 1);
	EXPECT(is_preloaded() ? n < 0 && errno == EBADF : n == 1);
	return arg;
}

int main(void) {
	static char buf[1 << 20];
	struct sockaddr_in addr;
	listener = tcp_listener(&addr, 5);
	EXPECT_EQ(pipe(full), 0);
	fill_up(full[1]);
	int client = socket(AF_INET, SOCK_STREAM, 0), copies[] = { dup(listener), dup(full[1]) };
	pthread_t a = start_thread(acceptor, NULL);
	wait_until_blocked();
	pthread_t b = start_thread(writer, NULL);
	wait_until_blocked();
	EXPECT_EQ(close(listener), 0);
	EXPECT_EQ(close(full[1]), 0);
	EXPECT_EQ(connect(client, (struct sockaddr *)&addr, sizeof addr), 0);
	EXPECT(read(full[0], buf, sizeof buf) > 0);
	join_thread(a);
	join_thread(b);
	EXPECT_EQ(close(copies[0]) + close(copies[1]), 0);
	return test_end();
}
