/* A thread that asks select again and again, and always finds something ready, keeps no other from running:
 * neither one that is runnable, nor one whose time has come. (As an asyncore server with TLS in Python's
 * test_ftplib.TestTLS_FTPClass.) */
#include "tests/test.h"

#include <sys/select.h>

static _Atomic int stop;
static int fds[2];

static void *spin(void *arg) {
	while (!stop) {
		fd_set writes;
		struct timeval soon = { .tv_usec = 100000 };
		FD_ZERO(&writes);
		FD_SET(fds[1], &writes);
		EXPECT_EQ(select(fds[1] + 1, NULL, &writes, NULL, &soon), 1);
	}
	return arg;
}

int main(void) {
	EXPECT_EQ(pipe(fds), 0);
	pthread_t thread = start_thread(spin, NULL);
	usleep(1000);
	stop = 1;
	join_thread(thread);
	return test_end();
}
