/* "WNOHANG: return immediately if no child has exited", with 0, and for waitid with a zero si_pid -
 * wait(2). */
#include <sys/resource.h>

#include "tests/test.h"

static int fds[2];

static void *asks(void *arg) {
	pid_t pid = *(pid_t *)arg;
	int status = 77;
	struct rusage usage;
	siginfo_t info = { .si_pid = 77 };
	EXPECT_EQ(waitpid(pid, &status, WNOHANG), 0);
	EXPECT_EQ(waitpid(-1, &status, WNOHANG), 0);
	EXPECT_EQ(wait3(&status, WNOHANG, &usage), 0);
	EXPECT_EQ(wait4(pid, &status, WNOHANG, &usage), 0);
	EXPECT_EQ(status, 77);
	EXPECT_EQ(waitid(P_PID, (id_t)pid, &info, WEXITED | WNOHANG), 0);
	EXPECT_EQ(info.si_pid, 0);
	EXPECT_ERRNO(waitid(P_PID, (id_t)pid, &info, WNOHANG), EINVAL);
	EXPECT_ERRNO(waitpid(pid, &status, 0x400), EINVAL);
	return NULL;
}

int main(void) {
	EXPECT_EQ(pipe(fds), 0);
	pid_t pid = fork();
	if (pid == 0) {
		hear(fds[0]);
		_exit(0);
	}
	join_thread(start_thread(asks, &pid));
	tell(fds[1]);
	EXPECT_EQ(reap(pid), 0);
	return test_end();
}
