/* "daemon() is for programs wishing to detach themselves from the controlling terminal and run in the
 * background" - daemon(3): it forks inside libc; what goes on is the child, which makes threads then,
 * though its parent had some. */
#include "tests/test.h"

static int request[2], reply[2];

static void *nothing(void *arg) {
	return arg;
}

static void *serves(void *arg) {
	hear(request[0]);
	pid_t pid = getpid();
	EXPECT_EQ(write(reply[1], &pid, sizeof pid), (ssize_t)sizeof pid);
	return arg;
}

static void *becomes_daemon(void *arg) {
	pthread_t threads[4];
	EXPECT_EQ(daemon(0, 1), 0);
	EXPECT_EQ(getsid(0), getpid());
	for (int i = 0; i < 4; i++)
		threads[i] = start_thread(serves, NULL);
	for (int i = 0; i < 4; i++)
		join_thread(threads[i]);
	_exit((int)(intptr_t)arg);
}

static void from_main(void) {
	join_thread(start_thread(nothing, NULL));
	becomes_daemon(NULL);
}

static void from_thread(void) {
	join_thread(start_thread(becomes_daemon, NULL));
}

int main(void) {
	join_thread(start_thread(nothing, NULL));
	for (int way = 0; way < 2; way++) {
		EXPECT_EQ(pipe(request) | pipe(reply), 0);
		EXPECT_EQ(run_in_child(way ? from_thread : from_main), 0);
		close(reply[1]);
		pid_t pid, first = 0;
		for (int i = 0; i < 4; i++) {
			tell(request[1]);
			EXPECT_EQ(read(reply[0], &pid, sizeof pid), (ssize_t)sizeof pid);
			EXPECT(pid != getpid() && (!first || pid == first));
			first = pid;
		}
		EXPECT_EQ(read(reply[0], &pid, 1), 0); /* the daemon has ended */
	}
	return test_end();
}
