/* "If the same signal number is queued multiple times, each is delivered" for real-time signals, in
 * order - sigqueue(3): sent to the process by its own threads, handled by the main thread, which
 * waits. */
#include "tests/test.h"

enum { N = 400 };
static pthread_t main_thread;
static volatile sig_atomic_t last;
static int fds[2];

static void handler(int sig, siginfo_t *info, void *context) {
	(void)sig;
	(void)context;
	EXPECT(pthread_equal(pthread_self(), main_thread));
	EXPECT_EQ(info->si_value.sival_int, last + 1);
	last++;
}

static void *sends(void *arg) {
	sigset_t rt = set_of(SIGRTMIN + 1);
	EXPECT_EQ(pthread_sigmask(SIG_BLOCK, &rt, NULL), 0);
	for (int i = 1; i <= N; i++) {
		union sigval value = { .sival_int = i };
		EXPECT_EQ(sigqueue(getpid(), SIGRTMIN + 1, value), 0);
		if (i % 100 == 0)
			usleep(100);
	}
	tell(fds[1]);
	return arg;
}

int main(void) {
	struct sigaction action = { .sa_sigaction = handler, .sa_flags = SA_SIGINFO | SA_RESTART };
	main_thread = pthread_self();
	EXPECT_EQ(pipe(fds), 0);
	EXPECT_EQ(sigaction(SIGRTMIN + 1, &action, NULL), 0);
	pthread_t id = start_thread(sends, NULL);
	hear(fds[0]);
	EXPECT_EQ(last, N);
	join_thread(id);
	return test_end();
}
