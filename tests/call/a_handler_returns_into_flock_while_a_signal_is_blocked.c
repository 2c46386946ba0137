/* A thread that blocks one signal, which is pending, waits in flock(2); the handler of another signal runs there, and
 * returns into the call. */
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <sys/file.h>

#include "tests/test.h"

static _Atomic int ran, waits;
static char path[] = "/tmp/flock-XXXXXX";

static void on_signal(int sig) {
	(void)sig;
	ran++;
}

static void *waits_for_lock(void *arg) {
	sigset_t blocked;
	sigemptyset(&blocked);
	sigaddset(&blocked, SIGUSR2);
	EXPECT_EQ(pthread_sigmask(SIG_BLOCK, &blocked, NULL), 0);
	EXPECT_EQ(pthread_kill(pthread_self(), SIGUSR2), 0);
	int fd = open(path, O_RDWR);
	EXPECT(fd >= 0);
	waits = 1;
	EXPECT_EQ(flock(fd, LOCK_EX), 0);
	EXPECT_EQ(close(fd), 0);
	return arg;
}

int main(void) {
	struct sigaction action = { .sa_handler = on_signal, .sa_flags = SA_RESTART };
	EXPECT_EQ(sigaction(SIGUSR1, &action, NULL), 0);
	EXPECT_EQ(sigaction(SIGUSR2, &action, NULL), 0);
	int fd = mkstemp(path);
	EXPECT(fd >= 0);
	EXPECT_EQ(flock(fd, LOCK_EX), 0);
	pthread_t thread = start_thread(waits_for_lock, NULL);
	while (!waits)
		usleep(1000);
	linger();
	EXPECT_EQ(pthread_kill(thread, SIGUSR1), 0);
	while (!ran)
		usleep(1000);
	EXPECT_EQ(flock(fd, LOCK_UN), 0);
	join_thread(thread);
	EXPECT_EQ(ran, 1);
	EXPECT_EQ(unlink(path), 0);
	return test_end();
}
