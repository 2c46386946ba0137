/* "The signal mask is preserved across execve" - sigprocmask(2), and "signals set to be caught are reset
 * to the default": a command that a thread starts, by whatever call, has the mask of that thread,
 * nothing more is blocked or ignored. */
#include <spawn.h>

#include "tests/test.h"

enum { WAYS = 5 };

extern char **environ;

static void on_signal(int sig) {
	(void)sig;
}

static unsigned long long bit(int sig) {
	return 1ull << (sig - 1);
}

static pid_t start(int way, int fd) {
	char *argv[] = { "cat", "/proc/self/status", NULL }, command[64];
	pid_t pid = 0;
	posix_spawn_file_actions_t actions;
	switch (way) {
	case 0:
		snprintf(command, sizeof command, "exec cat /proc/self/status >&%d", fd);
		EXPECT_EQ(system(command), 0);
		return 0;
	case 1:
		posix_spawn_file_actions_init(&actions);
		posix_spawn_file_actions_adddup2(&actions, fd, 1);
		EXPECT_EQ(posix_spawnp(&pid, "cat", &actions, NULL, argv, environ), 0);
		posix_spawn_file_actions_destroy(&actions);
		return pid;
	case 2: pid = vfork(); break;
	default: pid = fork();
	}
	if (pid == 0) {
		dup2(fd, 1);
		execvp("cat", argv);
		_exit(127);
	}
	return pid;
}

static void *check(void *arg) {
	unsigned long long blocked = arg ? bit(SIGUSR2) : 0, value;
	sigset_t set;
	sigemptyset(&set);
	sigaddset(&set, SIGUSR2);
	if (arg)
		pthread_sigmask(SIG_BLOCK, &set, NULL);
	for (int way = 0; way < WAYS; way++) {
		int fds[2], seen = 0;
		char line[256];
		FILE *stream;
		pid_t pid = 0;
		if (way == WAYS - 1) {
			stream = popen("exec cat /proc/self/status", "r");
		} else {
			EXPECT_EQ(pipe2(fds, way == 0 ? 0 : O_CLOEXEC), 0);
			pid = start(way, fds[1]);
			close(fds[1]);
			stream = fdopen(fds[0], "r");
		}
		while (fgets(line, sizeof line, stream)) {
			if (sscanf(line, "SigBlk: %llx", &value) == 1) {
				EXPECT_EQ(value, blocked);
				seen++;
			} else if (sscanf(line, "SigIgn: %llx", &value) == 1) {
				/* But for what libc uses, and what system ignores meanwhile. */
				value &= (bit(32) - 1) & ~(bit(SIGINT) | bit(SIGQUIT));
				EXPECT_EQ(value, bit(SIGTTOU));
				seen++;
			}
		}
		EXPECT_EQ(seen, 2);
		EXPECT_EQ(way == WAYS - 1 ? pclose(stream) : fclose(stream), 0);
		if (pid)
			EXPECT_EQ(reap(pid), 0);
	}
	return NULL;
}

int main(void) {
	for (int sig = 1; sig < SIGRTMIN; sig++)
		signal(sig, SIG_DFL);
	signal(SIGUSR1, on_signal);
	signal(SIGTTOU, SIG_IGN);
	pthread_t threads[] = { start_thread(check, NULL), start_thread(check, threads) };
	join_thread(threads[0]);
	join_thread(threads[1]);
	check(NULL);
	return test_end();
}
