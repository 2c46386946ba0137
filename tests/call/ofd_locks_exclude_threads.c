/* "Open file description locks: conflicting lock combinations" of descriptions opened by threads of one
 * process exclude each other - fcntl(2), F_OFD_SETLKW. */
#include <fcntl.h>

#include "tests/test.h"

enum { THREADS = 8 };

static char path[] = "/tmp/test-XXXXXX";
static int inside, count;

static int set(int fd, int command, int type) {
	struct flock lock = { .l_type = (short)type, .l_whence = SEEK_SET };
	return fcntl(fd, command, &lock);
}

static void *locks(void *arg) {
	int fd = open(path, O_RDWR);
	EXPECT(fd >= 0);
	for (int i = 0; i < 10; i++) {
		EXPECT_EQ(set(fd, F_OFD_SETLKW, F_WRLCK), 0);
		EXPECT_EQ(inside++, 0);
		usleep(500);
		inside--;
		count++;
		EXPECT_EQ(set(fd, F_OFD_SETLK, F_UNLCK), 0);
	}
	close(fd);
	return arg;
}

int main(void) {
	pthread_t threads[THREADS];
	int fd = mkstemp(path), other = open(path, O_RDWR);
	EXPECT_EQ(set(fd, F_OFD_SETLKW, F_RDLCK), 0);
	EXPECT_ERRNO(set(other, F_OFD_SETLK, F_WRLCK), EAGAIN);
	for (int i = 0; i < THREADS; i++)
		threads[i] = start_thread(locks, NULL);
	linger();
	EXPECT_EQ(count, 0);
	EXPECT_EQ(set(fd, F_OFD_SETLK, F_UNLCK), 0);
	for (int i = 0; i < THREADS; i++)
		join_thread(threads[i]);
	EXPECT_EQ(count, 10 * THREADS);
	unlink(path);
	return test_end();
}
