/* "If none of the signals in mask is pending for the process, then the read(2) either blocks until
 * one of the signals in mask is generated for the process" - signalfd(2). poll tells of it, too. */
#include <poll.h>
#include <sys/signalfd.h>

#include "tests/test.h"

static int fd;

static void *reader(void *arg) {
	struct signalfd_siginfo info;
	struct pollfd p = { .fd = fd, .events = POLLIN };
	about_to_block();
	EXPECT_EQ(read(fd, &info, sizeof info), sizeof info);
	EXPECT_EQ(info.ssi_signo, SIGUSR1);
	EXPECT_EQ(info.ssi_pid, getpid());
	about_to_block();
	EXPECT_EQ(poll(&p, 1, -1), 1);
	EXPECT_EQ(read(fd, &info, sizeof info), sizeof info);
	EXPECT_EQ(info.ssi_signo, SIGUSR2);
	return arg;
}

int main(void) {
	sigset_t set;
	sigemptyset(&set);
	sigaddset(&set, SIGUSR1);
	sigaddset(&set, SIGUSR2);
	EXPECT_EQ(pthread_sigmask(SIG_BLOCK, &set, NULL), 0);
	EXPECT((fd = signalfd(-1, &set, 0)) >= 0);
	pthread_t thread = start_thread(reader, NULL);
	wait_until_blocked();
	EXPECT_EQ(kill(getpid(), SIGUSR1), 0);
	wait_until_blocked();
	EXPECT_EQ(kill(getpid(), SIGUSR2), 0);
	join_thread(thread);
	return test_end();
}
