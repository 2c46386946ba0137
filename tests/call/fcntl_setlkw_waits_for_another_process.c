/* "F_SETLKW: if a conflicting lock is held on the file, then wait for that lock to be released" -
 * fcntl(2); lockf(F_LOCK) alike. The other threads, one of which makes the holder unlock, go on. */
#include <fcntl.h>

#include "tests/test.h"

static int file, locked[2], unlock[2];

static int set(int command, int type, off_t start) {
	struct flock lock = {
		.l_type = (short)type, .l_whence = SEEK_SET, .l_start = start, .l_len = 1
	};
	return fcntl(file, command, &lock);
}

static void *waits(void *arg) {
	int byte = (int)(intptr_t)arg;
	if (byte < 2) {
		EXPECT_ERRNO(set(F_SETLK, F_WRLCK, byte), EAGAIN);
		EXPECT_EQ(set(F_SETLKW, byte ? F_WRLCK : F_RDLCK, byte), 0);
	} else {
		EXPECT_EQ(lseek(file, byte, SEEK_SET), byte);
		EXPECT_ERRNO(lockf(file, F_TLOCK, 1), EAGAIN);
		EXPECT_EQ(lockf(file, F_LOCK, 1), 0);
	}
	return NULL;
}

static void holds(void) {
	for (int byte = 0; byte < 3; byte++)
		EXPECT_EQ(set(F_SETLKW, F_WRLCK, byte), 0);
	tell(locked[1]);
	for (int byte = 0; byte < 3; byte++) {
		hear(unlock[0]);
		EXPECT_EQ(set(F_SETLK, F_UNLCK, byte), 0);
	}
	hear(unlock[0]);
	_exit(0);
}

int main(void) {
	char path[] = "/tmp/test-XXXXXX";
	pthread_t threads[3];
	EXPECT_EQ(pipe(locked) | pipe(unlock), 0);
	file = mkstemp(path);
	unlink(path);
	pid_t pid = fork();
	if (pid == 0)
		holds();
	hear(locked[0]);
	for (int byte = 0; byte < 3; byte++)
		threads[byte] = start_thread(waits, (void *)(intptr_t)byte);
	linger();
	for (int byte = 0; byte < 3; byte++) {
		tell(unlock[1]);
		join_thread(threads[byte]);
	}
	tell(unlock[1]);
	EXPECT_EQ(reap(pid), 0);
	return test_end();
}
