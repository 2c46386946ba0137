/* A listener that a forked child has, too: both accept from it, as prefork servers do; each
 * connection goes to one of them, and nobody is stuck - accept(2), fork(2). */
#include <sys/wait.h>

#include "tests/test.h"

enum { CONNECTIONS = 60 };

static int listener, served[2];
static struct sockaddr_in addr;

static void *serve(void *arg) {
	for (;;) {
		int fd = accept(listener, NULL, NULL);
		EXPECT(fd >= 0);
		hear(fd);
		tell(fd);
		EXPECT_EQ(close(fd), 0);
		tell(served[1]);
	}
	return arg;
}

int main(void) {
	listener = tcp_listener(&addr, 5);
	EXPECT_EQ(pipe(served), 0);
	pid_t child = fork();
	EXPECT(child >= 0);
	start_thread(serve, NULL);
	start_thread(serve, NULL);
	if (child == 0) {
		for (;;)
			pause();
	}
	for (int i = 0; i < CONNECTIONS; i++) {
		int fd = socket(AF_INET, SOCK_STREAM, 0);
		EXPECT_EQ(connect(fd, (struct sockaddr *)&addr, sizeof addr), 0);
		tell(fd);
		hear(fd);
		hear(served[0]);
		EXPECT_EQ(close(fd), 0);
	}
	EXPECT_EQ(kill(child, SIGKILL), 0);
	EXPECT_EQ(reap(child), 128 + SIGKILL);
	return test_end();
}
