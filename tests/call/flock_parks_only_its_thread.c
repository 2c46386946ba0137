/* "A call to flock() may block if an incompatible lock is held by another process" or another open file
 * description of this one - flock(2). The thread that holds it goes on and unlocks. */
#include <fcntl.h>
#include <sys/file.h>

#include "tests/test.h"

enum { THREADS = 8 };

static char path[] = "/tmp/test-XXXXXX";
static int inside, count;

static void *locks(void *arg) {
	int fd = open(path, O_RDWR);
	EXPECT(fd >= 0);
	for (int i = 0; i < 10; i++) {
		EXPECT_EQ(flock(fd, LOCK_EX), 0);
		EXPECT_EQ(inside++, 0);
		usleep(500);
		inside--;
		count++;
		EXPECT_EQ(flock(fd, LOCK_UN), 0);
	}
	EXPECT_EQ(flock(fd, LOCK_SH), 0);
	close(fd);
	return arg;
}

int main(void) {
	pthread_t threads[THREADS];
	int fd = mkstemp(path);
	EXPECT(fd >= 0);
	EXPECT_EQ(flock(fd, LOCK_EX), 0);
	for (int i = 0; i < THREADS; i++)
		threads[i] = start_thread(locks, NULL);
	linger();
	EXPECT_EQ(count, 0);
	EXPECT_EQ(flock(fd, LOCK_UN), 0);
	for (int i = 0; i < THREADS; i++)
		join_thread(threads[i]);
	EXPECT_EQ(count, 10 * THREADS);
	int other = open(path, O_RDWR);
	EXPECT_EQ(flock(fd, LOCK_SH), 0);
	EXPECT_ERRNO(flock(other, LOCK_EX | LOCK_NB), EWOULDBLOCK);
	EXPECT_ERRNO(flock(-1, LOCK_EX), EBADF);
	unlink(path);
	return test_end();
}
