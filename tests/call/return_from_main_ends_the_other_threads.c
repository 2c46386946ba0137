/* "The process ends when main returns", like exit(status), whatever its threads wait for, be it on the
 * hub or in the kernel - pthread_create(3). */
#include <fcntl.h>
#include <semaphore.h>
#include <sys/file.h>

#include "tests/test.h"

static sem_t never;
static char path[] = "/tmp/test-XXXXXX";

static void *reads(void *arg) {
	int fds[2];
	EXPECT_EQ(pipe(fds), 0);
	hear(fds[0]);
	return arg;
}

static void *waits(void *arg) {
	sem_wait(&never);
	return arg;
}

static void *locks(void *arg) {
	flock(open(path, O_RDWR), LOCK_EX);
	return arg;
}

static void *runs(void *arg) {
	EXPECT(system("read word") >= 0);
	return arg;
}

static void child(void) {
	int fds[2];
	EXPECT_EQ(flock(open(path, O_RDWR), LOCK_EX), 0);
	EXPECT_EQ(pipe2(fds, O_CLOEXEC), 0); /* the command reads until the process has ended */
	dup2(fds[0], 0);
	start_thread(reads, NULL);
	start_thread(waits, NULL);
	start_thread(locks, NULL);
	start_thread(runs, NULL);
	linger();
	exit(9);
}

static void *nothing(void *arg) {
	return arg;
}

int main(void) {
	close(mkstemp(path));
	for (int i = 0; i < 5; i++)
		EXPECT_EQ(run_in_child(child), 9);
	unlink(path);
	join_thread(start_thread(nothing, NULL));
	return test_end();
}
