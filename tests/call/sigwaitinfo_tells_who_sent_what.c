/* "sigwaitinfo() ... If info is not NULL, then the buffer that it points to is used to return a
 * structure of type siginfo_t containing information about the signal." - sigwaitinfo(2) */
#include "tests/test.h"

static void child(void) {
	EXPECT_EQ(sigqueue(getppid(), SIGRTMIN + 1, (union sigval){ .sival_int = 42 }), 0);
}

static int fds[2];

static void *thread(void *arg) {
	sigset_t *set = arg;
	siginfo_t info;
	EXPECT_EQ(sigwaitinfo(set, &info), SIGRTMIN + 1);
	EXPECT_EQ(info.si_signo, SIGRTMIN + 1);
	EXPECT_EQ(info.si_code, SI_QUEUE);
	EXPECT_EQ(info.si_value.sival_int, 42);
	EXPECT(info.si_pid != getpid() && info.si_pid > 0);
	EXPECT_EQ(info.si_uid, getuid());
	tell(fds[1]);
	EXPECT_EQ(sigwaitinfo(set, &info), SIGUSR1);
	EXPECT_EQ(info.si_code, SI_USER);
	EXPECT_EQ(info.si_pid, getpid());
	tell(fds[1]);
	EXPECT_EQ(sigwaitinfo(set, NULL), SIGUSR1);
	return NULL;
}

int main(void) {
	sigset_t set = set_of(SIGRTMIN + 1);
	sigaddset(&set, SIGUSR1);
	EXPECT_EQ(pipe(fds), 0);
	EXPECT_EQ(pthread_sigmask(SIG_BLOCK, &set, NULL), 0);
	pthread_t id = start_thread(thread, &set);
	EXPECT_EQ(run_in_child(child), 0);
	for (int i = 0; i < 2; i++) {
		hear(fds[0]);
		EXPECT_EQ(kill(getpid(), SIGUSR1), 0);
	}
	join_thread(id);
	return test_end();
}
