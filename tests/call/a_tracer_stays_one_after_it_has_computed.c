/* "Most ptrace commands [...] require the tracee to be in a ptrace-stop" and come from its tracer, which is a thread:
 * that has made the child, or has attached. It computes meanwhile, beside others, and waits in every way there is -
 * ptrace(2), wait(2). */
#include <stdbool.h>
#include <sys/ptrace.h>

#include "tests/test.h"

enum { STOPS = 8, OTHERS = 3 };

static _Atomic bool over;
static volatile long word = -1;

static void on_signal(int sig) {
	(void)sig;
}

static void *computes(void *arg) {
	while (!over) {
		compute_for(5);
		usleep(1000);
	}
	return arg;
}

static void expect_stop(pid_t pid, int i) {
	siginfo_t info = { .si_pid = 0 };
	int status = 0;
	switch (i % 4) {
	case 0: EXPECT_EQ(waitpid(pid, &status, 0), pid); break;
	case 1: EXPECT_EQ(waitpid(-1, &status, __WALL), pid); break;
	case 2: EXPECT_EQ(waitpid(pid, &status, WUNTRACED), pid); break;
	default:
		EXPECT_EQ(waitid(P_PID, (id_t)pid, &info, WEXITED | WSTOPPED), 0);
		EXPECT_EQ(info.si_pid, pid);
		EXPECT_EQ(info.si_code, CLD_TRAPPED);
		return;
	}
	EXPECT(WIFSTOPPED(status));
}

static void trace(pid_t pid) {
	for (int i = 0; i < STOPS; i++) {
		expect_stop(pid, i);
		compute_for(15);
		usleep(1000);
		errno = EIO;
		EXPECT_EQ(ptrace(PTRACE_PEEKDATA, pid, (void *)&word, NULL), -1);
		EXPECT_EQ(errno, 0);
		EXPECT_EQ(ptrace(PTRACE_CONT, pid, NULL, NULL), 0);
	}
	EXPECT_ERRNO(ptrace(PTRACE_CONT, getppid(), NULL, NULL), ESRCH);
	EXPECT_EQ(kill(pid, SIGKILL), 0);
	int status;
	do
		EXPECT_EQ(waitpid(pid, &status, 0), pid);
	while (WIFSTOPPED(status)); /* one that was under way */
	EXPECT(WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL);
}

static void *attaches(void *arg) {
	pid_t pid = fork();
	while (pid == 0) {
		raise(SIGUSR1);
		usleep(1000);
	}
	EXPECT_EQ(ptrace(PTRACE_ATTACH, pid, NULL, NULL), 0);
	trace(pid);
	return arg;
}

int main(void) {
	pthread_t others[OTHERS];
	set_handler(SIGUSR1, on_signal, 0);
	for (int i = 0; i < OTHERS; i++)
		others[i] = start_thread(computes, NULL);
	pid_t pid = fork();
	if (pid == 0) {
		EXPECT_EQ(ptrace(PTRACE_TRACEME, 0, NULL, NULL), 0);
		for (;; usleep(1000))
			raise(SIGSTOP);
	}
	trace(pid);
	join_thread(start_thread(attaches, NULL));
	over = true;
	for (int i = 0; i < OTHERS; i++)
		join_thread(others[i]);
	return test_end();
}
