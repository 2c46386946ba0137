/* "When reading from a signalfd file descriptor, a thread will be able to read signals that are
 * directed to the thread itself and signals that are directed to the process" - signalfd(2):
 * also what it has sent to itself before, by raise or pthread_kill. */
#include <poll.h>
#include <sys/signalfd.h>

#include "tests/test.h"

static int fd;

static void *reads(void *arg) {
	struct signalfd_siginfo info;
	struct pollfd p = { .fd = fd, .events = POLLIN };
	for (int i = 0; i < 4; i++) {
		EXPECT_EQ(i % 2 ? raise(SIGUSR1) : pthread_kill(pthread_self(), SIGUSR1), 0);
		if (i < 2)
			usleep(100);
		EXPECT_EQ(poll(&p, 1, 10000), 1);
		EXPECT_EQ(read(fd, &info, sizeof info), sizeof info);
		EXPECT_EQ(info.ssi_signo, (unsigned)SIGUSR1);
		EXPECT_EQ(poll(&p, 1, 0), 0);
	}
	return arg;
}

int main(void) {
	sigset_t set = set_of(SIGUSR1);
	EXPECT_EQ(pthread_sigmask(SIG_BLOCK, &set, NULL), 0);
	EXPECT((fd = signalfd(-1, &set, SFD_CLOEXEC)) >= 0);
	join_thread(start_thread(reads, NULL));
	return test_end();
}
