/* "ECHILD: the calling process does not have any unwaited-for children. (for waitpid() or waitid()) the
 * process specified does not exist or is not a child of the calling process" - wait(2). */
#include "tests/test.h"

static void *asks(void *arg) {
	siginfo_t info;
	(void)arg;
	EXPECT_ERRNO(wait(NULL), ECHILD);
	EXPECT_ERRNO(waitpid(-1, NULL, 0), ECHILD);
	EXPECT_ERRNO(waitpid(0, NULL, 0), ECHILD);
	EXPECT_ERRNO(waitpid(getppid(), NULL, 0), ECHILD);
	EXPECT_ERRNO(waitpid(getpid(), NULL, 0), ECHILD);
	EXPECT_ERRNO(waitpid(getpid(), NULL, WNOHANG), ECHILD);
	EXPECT_ERRNO(wait4(getppid(), NULL, 0, NULL), ECHILD);
	EXPECT_ERRNO(waitid(P_ALL, 0, &info, WEXITED), ECHILD);
	EXPECT_ERRNO(waitid(P_PID, (id_t)getppid(), &info, WEXITED), ECHILD);
	return NULL;
}

int main(void) {
	pthread_t thread = start_thread(asks, NULL);
	asks(NULL);
	join_thread(thread);
	return test_end();
}
