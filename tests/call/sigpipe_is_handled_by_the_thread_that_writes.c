/* SIGPIPE is "synchronously generated" - pthreads(7), signal(7): the handler runs in the thread
 * that wrote, before write returns, and write fails with EPIPE all the same. */
#include "tests/test.h"

static pthread_t handled_by;
static int handled;

static void handler(int sig) {
	EXPECT_EQ(sig, SIGPIPE);
	handled_by = pthread_self();
	handled++;
}

static void *test(void *arg) {
	int fds[2];
	char c = 0;
	(void)arg;
	EXPECT_EQ(pipe(fds), 0);
	EXPECT_EQ(close(fds[0]), 0);
	EXPECT_ERRNO(write(fds[1], &c, 1), EPIPE);
	EXPECT_EQ(handled, 1);
	EXPECT(pthread_equal(handled_by, pthread_self()));
	EXPECT_EQ(socketpair(AF_UNIX, SOCK_STREAM, 0, fds), 0);
	EXPECT_EQ(close(fds[0]), 0);
	EXPECT_ERRNO(send(fds[1], &c, 1, 0), EPIPE);
	EXPECT_EQ(handled, 2);
	EXPECT(pthread_equal(handled_by, pthread_self()));
	return NULL;
}

int main(void) {
	set_handler(SIGPIPE, handler, 0);
	join_thread(start_thread(test, NULL));
	return test_end();
}
