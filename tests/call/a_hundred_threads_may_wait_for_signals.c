/* Each signal is accepted by one of the threads that wait for it in sigwait; a hundred of them, a
 * hundred real-time signals - sigwait(3), signal(7) */
#include "tests/test.h"

enum { N = 100 };
static _Atomic int accepted;

static void *thread(void *arg) {
	sigset_t set = set_of(SIGRTMIN);
	siginfo_t info;
	while (sigwaitinfo(&set, &info) != SIGRTMIN)
		EXPECT_EQ(errno, EINTR); /* another thread was faster */
	accepted += info.si_value.sival_int;
	return arg;
}

int main(void) {
	sigset_t set = set_of(SIGRTMIN);
	pthread_t threads[N];
	EXPECT_EQ(pthread_sigmask(SIG_BLOCK, &set, NULL), 0);
	for (int i = 0; i < N; i++)
		threads[i] = start_thread(thread, NULL);
	for (int i = 1; i <= N; i++)
		EXPECT_EQ(sigqueue(getpid(), SIGRTMIN, (union sigval){ .sival_int = i }), 0);
	for (int i = 0; i < N; i++)
		join_thread(threads[i]);
	EXPECT_EQ(accepted, N * (N + 1) / 2);
	return test_end();
}
