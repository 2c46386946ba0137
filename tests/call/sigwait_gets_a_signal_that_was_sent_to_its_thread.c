/* sigwait(3) accepts what is pending for the thread as well: pthread_kill and pthread_sigqueue,
 * before and while it waits. */
#include "tests/test.h"

static int from_thread[2];
static sigset_t usr1;

static void *thread(void *arg) {
	siginfo_t info;
	int sig;
	for (int i = 0; i < 20; i++) {
		tell(from_thread[1]);
		EXPECT_EQ(sigwait(&usr1, &sig), 0);
		EXPECT_EQ(sig, SIGUSR1);
		tell(from_thread[1]);
		EXPECT_EQ(sigwaitinfo(&usr1, &info), SIGUSR1);
		EXPECT_EQ(info.si_value.sival_int, i);
	}
	return arg;
}

int main(void) {
	usr1 = set_of(SIGUSR1);
	EXPECT_EQ(pipe(from_thread), 0);
	EXPECT_EQ(pthread_sigmask(SIG_BLOCK, &usr1, NULL), 0);
	pthread_t id = start_thread(thread, NULL);
	for (int i = 0; i < 20; i++) {
		hear(from_thread[0]);
		if (i % 2)
			linger();
		EXPECT_EQ(pthread_kill(id, SIGUSR1), 0);
		hear(from_thread[0]);
		if (i % 4 < 2)
			linger();
		EXPECT_EQ(pthread_sigqueue(id, SIGUSR1, (union sigval){ .sival_int = i }), 0);
	}
	join_thread(id);
	return test_end();
}
