/* A thread waits in the kernel for a lock while another one forks: the child is not kept by it and can
 * wait for locks in threads of its own; the parent's thread gets its lock. */
#include <fcntl.h>
#include <sys/file.h>

#include "tests/test.h"

static char path[] = "/tmp/test-XXXXXX";
static int held, fds[2];

static void *locks(void *arg) {
	(void)arg;
	int fd = open(path, O_RDWR);
	EXPECT(fd >= 0);
	EXPECT_EQ(flock(fd, LOCK_EX), 0);
	EXPECT_EQ(flock(fd, LOCK_UN), 0); /* the child may have a copy of fd */
	close(fd);
	return NULL;
}

static void child(void) {
	char own[] = "/tmp/test-XXXXXX";
	int a = mkstemp(own), b = open(own, O_RDWR);
	unlink(own);
	EXPECT(a >= 0 && b >= 0);
	EXPECT_EQ(flock(a, LOCK_EX), 0);
	EXPECT_ERRNO(flock(b, LOCK_EX | LOCK_NB), EWOULDBLOCK);
	pthread_t thread = start_thread(locks, NULL); /* must wait until the parent unlocks */
	tell(fds[1]);
	join_thread(thread);
}

int main(void) {
	held = mkstemp(path);
	EXPECT(held >= 0);
	EXPECT_EQ(flock(held, LOCK_EX), 0);
	EXPECT_EQ(pipe(fds), 0);
	pthread_t thread = start_thread(locks, NULL);
	linger();
	pid_t pid = fork();
	if (pid == 0) {
		close(held);
		child();
		_exit(0);
	}
	hear(fds[0]);
	EXPECT_EQ(flock(held, LOCK_UN), 0);
	join_thread(thread);
	EXPECT_EQ(reap(pid), 0);
	unlink(path);
	return test_end();
}
