/* pthread_sigqueue(pthread_self(), ...) runs the handler in the calling thread before it returns,
 * as pthread_kill does - pthread_sigqueue(3) */
#include "tests/test.h"

static __thread volatile sig_atomic_t value;

static void handler(int sig, siginfo_t *info, void *context) {
	(void)sig;
	(void)context;
	value = info->si_value.sival_int;
}

static void *thread(void *arg) {
	for (int i = 1; i <= 20; i++) {
		union sigval sent = { .sival_int = i };
		EXPECT_EQ(pthread_sigqueue(pthread_self(), SIGRTMIN, sent), 0);
		EXPECT_EQ(value, i);
	}
	return arg;
}

int main(void) {
	struct sigaction action = { .sa_sigaction = handler, .sa_flags = SA_SIGINFO };
	EXPECT_EQ(sigaction(SIGRTMIN, &action, NULL), 0);
	join_thread(start_thread(thread, NULL));
	EXPECT_EQ(value, 0);
	thread(NULL);
	return test_end();
}
