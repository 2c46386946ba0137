/* "On error -1 is returned" - execve(2), and the process goes on with all of its threads. */
#include "tests/test.h"

static int fds[2];

static void *parked(void *arg) {
	(void)arg;
	hear(fds[0]);
	return NULL;
}

static void *execs(void *arg) {
	(void)arg;
	EXPECT_ERRNO(execl("/no/such/program", "no", NULL), ENOENT);
	EXPECT_ERRNO(execlp("no-such-program", "no", NULL), ENOENT);
	EXPECT_ERRNO(execl("/", "no", NULL), EACCES);
	tell(fds[1]);
	return NULL;
}

int main(void) {
	EXPECT_EQ(pipe(fds), 0);
	pthread_t waiting = start_thread(parked, NULL);
	pthread_t failing = start_thread(execs, NULL);
	join_thread(waiting);
	join_thread(failing);
	return test_end();
}
