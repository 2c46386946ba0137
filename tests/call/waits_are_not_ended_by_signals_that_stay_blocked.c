/* sigsuspend and ppoll with a mask that blocks a signal which is pending wait as if there were none: for the handler
 * of another one, or for their time - sigsuspend(2), poll(2). */
#include <poll.h>

#include "tests/test.h"

static _Atomic int users, others;

static void on_signal(int sig) {
	if (sig == SIGUSR1)
		users++;
	else
		others++;
}

static void *waits(void *arg) {
	const struct timespec time = { 0, 20000000 };
	sigset_t both, other;
	sigemptyset(&other);
	sigaddset(&other, SIGUSR2);
	both = other;
	sigaddset(&both, SIGUSR1);
	EXPECT_EQ(pthread_sigmask(SIG_BLOCK, &both, NULL), 0);
	EXPECT_EQ(raise(SIGUSR2), 0);
	EXPECT_EQ(ppoll(NULL, 0, &time, &other), 0);
	EXPECT_EQ(write(*(int *)arg, "", 1), 1);
	EXPECT_ERRNO(sigsuspend(&other), EINTR);
	EXPECT_EQ(users, 1);
	EXPECT_EQ(others, 0);
	EXPECT_EQ(pthread_sigmask(SIG_UNBLOCK, &both, NULL), 0);
	EXPECT_EQ(others, 1);
	return arg;
}

int main(void) {
	struct sigaction action = { .sa_handler = on_signal };
	int ready[2];
	char byte;
	EXPECT_EQ(sigaction(SIGUSR1, &action, NULL), 0);
	EXPECT_EQ(sigaction(SIGUSR2, &action, NULL), 0);
	EXPECT_EQ(pipe(ready), 0);
	pthread_t thread = start_thread(waits, &ready[1]);
	EXPECT_EQ(read(ready[0], &byte, 1), 1);
	linger();
	EXPECT_EQ(pthread_kill(thread, SIGUSR1), 0);
	join_thread(thread);
	return test_end();
}
