/* "WUNTRACED: also return if a child has stopped. WCONTINUED: also return if a stopped child has been
 * resumed" - wait(2). The thread that stops and resumes the child goes on meanwhile. */
#include <signal.h>

#include "tests/test.h"

static pid_t pid;

static void *sends(void *arg) {
	linger();
	EXPECT_EQ(kill(pid, (int)(intptr_t)arg), 0);
	return NULL;
}

int main(void) {
	pid = fork();
	if (pid == 0) {
		for (;;)
			pause();
	}
	int status;
	pthread_t thread = start_thread(sends, (void *)SIGSTOP);
	EXPECT_EQ(waitpid(pid, &status, WUNTRACED), pid);
	EXPECT(WIFSTOPPED(status));
	EXPECT_EQ(WSTOPSIG(status), SIGSTOP);
	join_thread(thread);

	thread = start_thread(sends, (void *)SIGCONT);
	EXPECT_EQ(waitpid(pid, &status, WCONTINUED), pid);
	EXPECT(WIFCONTINUED(status));
	join_thread(thread);

	siginfo_t info = { .si_pid = 0 };
	thread = start_thread(sends, (void *)SIGSTOP);
	EXPECT_EQ(waitid(P_PID, (id_t)pid, &info, WSTOPPED), 0);
	EXPECT_EQ(info.si_code, CLD_STOPPED);
	join_thread(thread);

	thread = start_thread(sends, (void *)SIGKILL);
	EXPECT_EQ(waitpid(pid, &status, WUNTRACED), pid);
	EXPECT(WIFSIGNALED(status));
	EXPECT_EQ(WTERMSIG(status), SIGKILL);
	join_thread(thread);
	return test_end();
}
