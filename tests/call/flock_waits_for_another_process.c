/* A lock that a child holds: several threads wait for it, while another one, which goes on, tells the
 * child to unlock, or the child ends, which unlocks as well - flock(2). */
#include <fcntl.h>
#include <sys/file.h>

#include "tests/test.h"

static char path[] = "/tmp/test-XXXXXX";
static int locked[2], unlock[2];

static void *waits(void *arg) {
	int fd = open(path, O_RDWR);
	EXPECT_EQ(flock(fd, arg ? LOCK_EX : LOCK_SH), 0);
	close(fd);
	return NULL;
}

static void holds(int ends) {
	int fd = open(path, O_RDWR);
	EXPECT_EQ(flock(fd, LOCK_EX), 0);
	tell(locked[1]);
	hear(unlock[0]);
	if (!ends)
		EXPECT_EQ(flock(fd, LOCK_UN), 0);
	tell(locked[1]);
	if (!ends)
		hear(unlock[0]);
	_exit(0);
}

int main(void) {
	EXPECT_EQ(pipe(locked) | pipe(unlock), 0);
	close(mkstemp(path));
	for (int ends = 0; ends < 2; ends++) {
		pid_t pid = fork();
		if (pid == 0)
			holds(ends);
		hear(locked[0]);
		pthread_t threads[] = { start_thread(waits, NULL), start_thread(waits, path),
					start_thread(waits, NULL) };
		linger();
		tell(unlock[1]);
		hear(locked[0]);
		for (int i = 0; i < 3; i++)
			join_thread(threads[i]);
		if (!ends)
			tell(unlock[1]);
		EXPECT_EQ(reap(pid), 0);
	}
	unlink(path);
	return test_end();
}
