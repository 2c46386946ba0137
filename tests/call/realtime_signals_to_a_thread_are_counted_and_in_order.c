/* "pthread_sigqueue() ... performs a similar task to sigqueue(3), but, rather than sending a signal
 * to a process, it sends a signal to a thread": each with its value, in the order they were
 * sent. */
#include "tests/test.h"

enum { N = 500 };
static volatile sig_atomic_t last;
static __thread int is_receiver;
static int to_thread[2], from_thread[2];
static sigset_t rt;

static void handler(int sig, siginfo_t *info, void *context) {
	(void)sig;
	(void)context;
	EXPECT(is_receiver);
	EXPECT_EQ(info->si_value.sival_int, last + 1);
	last++;
}

static void *receives(void *arg) {
	is_receiver = 1;
	tell(from_thread[1]);
	hear(to_thread[0]); /* interrupted and restarted N times */
	EXPECT_EQ(last, N);
	EXPECT_EQ(pthread_sigmask(SIG_BLOCK, &rt, NULL), 0);
	last = 0;
	tell(from_thread[1]);
	hear(to_thread[0]); /* all N are pending */
	EXPECT_EQ(last, 0);
	EXPECT_EQ(pthread_sigmask(SIG_UNBLOCK, &rt, NULL), 0);
	EXPECT_EQ(last, N);
	return arg;
}

int main(void) {
	struct sigaction action = { .sa_sigaction = handler, .sa_flags = SA_SIGINFO | SA_RESTART };
	rt = set_of(SIGRTMIN + 3);
	EXPECT_EQ(pipe(to_thread), 0);
	EXPECT_EQ(pipe(from_thread), 0);
	EXPECT_EQ(sigaction(SIGRTMIN + 3, &action, NULL), 0);
	pthread_t id = start_thread(receives, NULL);
	for (int round = 0; round < 2; round++) {
		hear(from_thread[0]);
		for (int i = 1; i <= N; i++) {
			union sigval value = { .sival_int = i };
			EXPECT_EQ(pthread_sigqueue(id, SIGRTMIN + 3, value), 0);
			if (i % 50 == 0)
				sched_yield();
		}
		while (round == 0 && last < N)
			usleep(100);
		tell(to_thread[1]);
	}
	join_thread(id);
	return test_end();
}
