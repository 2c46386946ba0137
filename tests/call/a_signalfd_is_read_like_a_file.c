/* "read(2) ... returns one or more signalfd_siginfo structures"; it blocks until a signal of the
 * set is pending, and poll tells of it - signalfd(2). The other threads run meanwhile. */
#include <poll.h>
#include <sys/signalfd.h>

#include "tests/test.h"

static int fd;

static void child(void) {
	linger();
	EXPECT_EQ(sigqueue(getppid(), SIGRTMIN, (union sigval){ .sival_int = 7 }), 0);
}

static void *reads(void *arg) {
	struct signalfd_siginfo info;
	struct pollfd p = { .fd = fd, .events = POLLIN };
	EXPECT_EQ(read(fd, &info, sizeof info), sizeof info);
	EXPECT_EQ(info.ssi_signo, (unsigned)SIGRTMIN);
	EXPECT_EQ(info.ssi_int, 7);
	EXPECT(info.ssi_pid != (unsigned)getpid());
	EXPECT_EQ(poll(&p, 1, 0), 0);
	tell(*(int *)arg);
	EXPECT_EQ(poll(&p, 1, -1), 1);
	EXPECT_EQ(read(fd, &info, sizeof info), sizeof info);
	EXPECT_EQ(info.ssi_signo, (unsigned)SIGUSR1);
	EXPECT_EQ(info.ssi_pid, (unsigned)getpid());
	return NULL;
}

int main(void) {
	sigset_t set = set_of(SIGUSR1);
	int fds[2];
	EXPECT_EQ(sigaddset(&set, SIGRTMIN), 0);
	EXPECT_EQ(pipe(fds), 0);
	EXPECT_EQ(pthread_sigmask(SIG_BLOCK, &set, NULL), 0);
	EXPECT((fd = signalfd(-1, &set, SFD_CLOEXEC)) >= 0);
	pthread_t id = start_thread(reads, &fds[1]);
	EXPECT_EQ(run_in_child(child), 0);
	hear(fds[0]);
	linger();
	EXPECT_EQ(kill(getpid(), SIGUSR1), 0);
	join_thread(id);
	return test_end();
}
