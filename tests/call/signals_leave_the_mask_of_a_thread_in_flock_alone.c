/* Signals whose handlers interrupt a thread that waits for a file's lock, each other included: behind the call the
 * thread blocks what it blocked before - sigaction(2). */
#include <stdbool.h>
#include <sys/file.h>
#include <sys/time.h>

#include "tests/test.h"

enum { ROUNDS = 600 };

static char path[] = "/tmp/test-XXXXXX";
static _Atomic bool end;

static void on_signal(int sig) {
	(void)sig;
}

static void *locks(void *arg) {
	int fd = open(path, O_RDWR);
	while (!end) {
		EXPECT_EQ(flock(fd, LOCK_EX), 0);
		usleep(2000);
		EXPECT_EQ(flock(fd, LOCK_UN), 0);
		usleep(10);
	}
	close(fd);
	return arg;
}

int main(void) {
	struct sigaction action = { .sa_handler = on_signal, .sa_flags = SA_RESTART };
	struct sigevent event = { .sigev_notify = SIGEV_SIGNAL, .sigev_signo = SIGUSR1 };
	const struct itimerspec often = { { 0, 20000 }, { 0, 20000 } };
	struct itimerval also = { { 0, 21 }, { 0, 21 } };
	timer_t timer;
	sigset_t all, mask, now;
	EXPECT_EQ(sigaction(SIGUSR1, &action, NULL), 0);
	EXPECT_EQ(sigaction(SIGALRM, &action, NULL), 0);
	int fd = mkstemp(path);
	sigfillset(&all);
	EXPECT_EQ(pthread_sigmask(SIG_SETMASK, &all, &mask), 0); /* the signals are main's */
	pthread_t thread = start_thread(locks, NULL);
	EXPECT_EQ(pthread_sigmask(SIG_SETMASK, &mask, NULL), 0);
	EXPECT_EQ(timer_create(CLOCK_MONOTONIC, &event, &timer), 0);
	EXPECT_EQ(timer_settime(timer, 0, &often, NULL), 0);
	EXPECT_EQ(setitimer(ITIMER_REAL, &also, NULL), 0);
	for (int i = 0; i < ROUNDS; i++) {
		EXPECT_EQ(flock(fd, LOCK_EX), 0);
		EXPECT_EQ(flock(fd, LOCK_UN), 0);
		EXPECT_EQ(pthread_sigmask(SIG_BLOCK, NULL, &now), 0);
		EXPECT(!sigismember(&now, SIGUSR1) && !sigismember(&now, SIGALRM));
	}
	EXPECT_EQ(timer_delete(timer), 0);
	also = (struct itimerval){ 0 };
	EXPECT_EQ(setitimer(ITIMER_REAL, &also, NULL), 0);
	end = true;
	join_thread(thread);
	unlink(path);
	return test_end();
}
