/* "EDEADLK: it was detected that the specified F_SETLKW command would cause a deadlock" - fcntl(2). Of
 * two processes that each wait, in a thread, for what the other holds, one is told. */
#include <fcntl.h>

#include "tests/test.h"

static int file, ready[2], go[2];

static int set(int command, int type, off_t start) {
	struct flock lock = {
		.l_type = (short)type, .l_whence = SEEK_SET, .l_start = start, .l_len = 1
	};
	return fcntl(file, command, &lock);
}

/* 0: got the lock, else the error; then gives up what it has, so that the other one gets it. */
static void *crosses(void *arg) {
	int own = (int)(intptr_t)arg;
	intptr_t error = set(F_SETLKW, F_WRLCK, !own) < 0 ? errno : 0;
	EXPECT_EQ(set(F_SETLK, F_UNLCK, own), 0);
	return (void *)error;
}

int main(void) {
	char path[] = "/tmp/test-XXXXXX";
	EXPECT_EQ(pipe(ready) | pipe(go), 0);
	file = mkstemp(path);
	unlink(path);
	for (int i = 0; i < 3; i++) {
		pid_t pid = fork();
		if (pid == 0) {
			EXPECT_EQ(set(F_SETLK, F_WRLCK, 1), 0);
			tell(ready[1]);
			hear(go[0]);
			_exit((int)(intptr_t)join_thread(start_thread(crosses, (void *)1)));
		}
		EXPECT_EQ(set(F_SETLK, F_WRLCK, 0), 0);
		hear(ready[0]);
		tell(go[1]);
		int mine = (int)(intptr_t)join_thread(start_thread(crosses, (void *)0));
		int theirs = reap(pid);
		EXPECT((mine == EDEADLK && theirs == 0) || (mine == 0 && theirs == EDEADLK));
		EXPECT_EQ(set(F_SETLK, F_UNLCK, 1), 0);
	}
	return test_end();
}
