/* "When reading from a signalfd file descriptor, a thread will be able to read signals that are
 * directed to the thread itself and signals that are directed to the process" - signalfd(2). */
#include <sys/signalfd.h>

#include "tests/test.h"

static int fd;

static void *reader(void *arg) {
	struct signalfd_siginfo info;
	about_to_block();
	EXPECT_EQ(read(fd, &info, sizeof info), sizeof info);
	EXPECT_EQ(info.ssi_signo, SIGUSR1);
	return arg;
}

int main(void) {
	sigset_t set;
	sigemptyset(&set);
	sigaddset(&set, SIGUSR1);
	EXPECT_EQ(pthread_sigmask(SIG_BLOCK, &set, NULL), 0);
	EXPECT((fd = signalfd(-1, &set, 0)) >= 0);
	pthread_t thread = start_thread(reader, NULL);
	wait_until_blocked();
	EXPECT_EQ(pthread_kill(thread, SIGUSR1), 0);
	join_thread(thread);
	return test_end();
}
