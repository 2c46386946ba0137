/* O_NONBLOCK belongs to the open file description, which processes share: that a thread is parked on a
 * descriptor must not set it for the process that inherited the other copy - fork(2), fcntl(2). */
#include <fcntl.h>
#include <sys/socket.h>

#include "tests/test.h"

static int pipes[2], sockets[2], out[2];

static void *reads_pipe(void *arg) {
	(void)arg;
	hear(pipes[0]);
	return NULL;
}

static void *reads_socket(void *arg) {
	(void)arg;
	hear(sockets[0]);
	return NULL;
}

static void check(void) {
	EXPECT_EQ(fcntl(pipes[0], F_GETFL) & O_NONBLOCK, 0);
	EXPECT_EQ(fcntl(pipes[1], F_GETFL) & O_NONBLOCK, 0);
	EXPECT_EQ(fcntl(sockets[0], F_GETFL) & O_NONBLOCK, 0);
	EXPECT_EQ(fcntl(sockets[1], F_GETFL) & O_NONBLOCK, 0);
}

int main(void) {
	EXPECT_EQ(pipe(pipes) | pipe(out), 0);
	EXPECT_EQ(socketpair(AF_UNIX, SOCK_STREAM, 0, sockets), 0);
	pthread_t threads[] = { start_thread(reads_pipe, NULL), start_thread(reads_socket, NULL) };
	linger();
	check();
	EXPECT_EQ(run_in_child(check), 0);
	char command[100], got[8];
	/* dd tells of EAGAIN where a shell would try again. */
	snprintf(command, sizeof command, "dd bs=1 count=1 status=none <&%d >&%d", pipes[0], out[1]);
	FILE *stream = popen(command, "r");
	linger();
	tell(pipes[1]);
	tell(pipes[1]);
	tell(sockets[1]);
	EXPECT_EQ(read(out[0], got, 1), 1);
	EXPECT_EQ(pclose(stream), 0);
	join_thread(threads[0]);
	join_thread(threads[1]);
	return test_end();
}
