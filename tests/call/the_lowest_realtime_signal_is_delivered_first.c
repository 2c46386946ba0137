/* "If different real-time signals are sent to a process, they are delivered starting with the
 * lowest-numbered signal." - signal(7), here to a thread that had blocked them */
#include "tests/test.h"

static int to_thread[2], from_thread[2], order[6];
static volatile sig_atomic_t count;

static void handler(int sig, siginfo_t *info, void *context) {
	(void)context;
	order[count++] = (sig - SIGRTMIN) * 10 + info->si_value.sival_int;
}

static void *thread(void *arg) {
	static const int expected[] = { 1, 2, 11, 12, 21, 22 };
	tell(from_thread[1]);
	hear(to_thread[0]); /* all are pending */
	EXPECT_EQ(count, 0);
	EXPECT_EQ(pthread_sigmask(SIG_UNBLOCK, arg, NULL), 0);
	EXPECT_EQ(count, 6);
	for (int i = 0; i < 6; i++)
		EXPECT_EQ(order[i], expected[i]);
	return NULL;
}

int main(void) {
	struct sigaction action = { .sa_sigaction = handler, .sa_flags = SA_SIGINFO };
	sigset_t set;
	EXPECT_EQ(sigemptyset(&set), 0);
	for (int i = 0; i < 3; i++)
		EXPECT_EQ(sigaddset(&set, SIGRTMIN + i), 0);
	action.sa_mask = set;
	for (int i = 0; i < 3; i++)
		EXPECT_EQ(sigaction(SIGRTMIN + i, &action, NULL), 0);
	EXPECT_EQ(pipe(to_thread), 0);
	EXPECT_EQ(pipe(from_thread), 0);
	EXPECT_EQ(pthread_sigmask(SIG_BLOCK, &set, NULL), 0);
	pthread_t id = start_thread(thread, &set);
	hear(from_thread[0]);
	for (int value = 1; value <= 2; value++) {
		for (int i = 2; i >= 0; i--)
			EXPECT_EQ(pthread_sigqueue(id, SIGRTMIN + i, (union sigval){ value }), 0);
	}
	tell(to_thread[1]);
	join_thread(id);
	return test_end();
}
