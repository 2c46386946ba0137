/* A handler interrupts a thread that waits for a lock in the kernel, and forks: the child, whose only
 * thread is in that handler, exits there, or returns to the call, which fails with EINTR, and goes on
 * with threads of its own - fork(2). */
#include <sys/file.h>

#include "tests/test.h"

static char path[] = "/tmp/test-XXXXXX";
static int pids[2];

static void on_signal(int sig) {
	pid_t pid = fork();
	if (pid == 0 && sig == SIGUSR1)
		_exit(5);
	if (pid > 0)
		EXPECT_EQ(write(pids[1], &pid, sizeof pid), (ssize_t)sizeof pid);
}

static void *nothing(void *arg) {
	usleep(100);
	return arg;
}

static void *locks(void *arg) {
	pid_t parent = getpid();
	int fd = open(path, O_RDWR);
	while (flock(fd, LOCK_EX) < 0) {
		EXPECT_EQ(errno, EINTR);
		if (getpid() != parent) {
			EXPECT(join_thread(start_thread(nothing, path)) == path);
			_exit(6);
		}
	}
	EXPECT_EQ(flock(fd, LOCK_UN), 0);
	close(fd);
	return arg;
}

int main(void) {
	struct sigaction action = { .sa_handler = on_signal };
	sigaction(SIGUSR1, &action, NULL);
	sigaction(SIGUSR2, &action, NULL);
	EXPECT_EQ(pipe(pids), 0);
	int held = mkstemp(path);
	EXPECT_EQ(flock(held, LOCK_EX), 0);
	pthread_t thread = start_thread(locks, NULL);
	for (int i = 0; i < 4; i++) {
		pid_t pid;
		linger();
		EXPECT_EQ(pthread_kill(thread, i % 2 ? SIGUSR2 : SIGUSR1), 0);
		EXPECT_EQ(read(pids[0], &pid, sizeof pid), (ssize_t)sizeof pid);
		EXPECT_EQ(reap(pid), i % 2 ? 6 : 5);
	}
	EXPECT_EQ(flock(held, LOCK_UN), 0);
	join_thread(thread);
	unlink(path);
	return test_end();
}
