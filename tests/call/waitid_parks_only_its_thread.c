/* waitid suspends the calling thread alone, for P_PID, P_ALL, P_PGID and P_PIDFD, and fills in the
 * siginfo: "si_pid, si_uid, si_signo, si_status, si_code" - waitid(2). */
#include <sys/syscall.h>

#include "tests/test.h"

#ifndef P_PIDFD
#define P_PIDFD 3
#endif

static int fds[2];

static void *ends_child(void *arg) {
	(void)arg;
	linger();
	tell(fds[1]);
	return NULL;
}

int main(void) {
	EXPECT_EQ(pipe(fds), 0);
	for (int way = 0; way < 4; way++) {
		pid_t pid = fork();
		if (pid == 0) {
			hear(fds[0]);
			_exit(20 + way);
		}
		int pidfd = (int)syscall(SYS_pidfd_open, pid, 0);
		EXPECT(pidfd >= 0);
		const idtype_t types[] = { P_PID, P_ALL, P_PGID, (idtype_t)P_PIDFD };
		const id_t ids[] = { (id_t)pid, 0, (id_t)getpgrp(), (id_t)pidfd };
		pthread_t thread = start_thread(ends_child, NULL);
		siginfo_t info = { .si_pid = 0 };
		EXPECT_EQ(waitid(types[way], ids[way], &info, WEXITED), 0);
		EXPECT_EQ(info.si_pid, pid);
		EXPECT_EQ(info.si_uid, getuid());
		EXPECT_EQ(info.si_signo, SIGCHLD);
		EXPECT_EQ(info.si_status, 20 + way);
		EXPECT_EQ(info.si_code, CLD_EXITED);
		join_thread(thread);
		close(pidfd);
	}
	return test_end();
}
