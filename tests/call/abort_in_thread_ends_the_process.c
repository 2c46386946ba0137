/* "abort(): the abnormal termination of the process" by SIGABRT, from any thread, also where the signal
 * is blocked or its handler returns - abort(3). */
#include <signal.h>
#include <sys/resource.h>

#include "tests/test.h"

static int ways;

static void on_abort(int sig) {
	(void)sig;
}

static void *aborts(void *arg) {
	(void)arg;
	sigset_t set;
	sigemptyset(&set);
	sigaddset(&set, SIGABRT);
	if (ways == 1)
		signal(SIGABRT, on_abort);
	if (ways == 2)
		pthread_sigmask(SIG_BLOCK, &set, NULL);
	if (ways == 3)
		signal(SIGABRT, SIG_IGN);
	abort();
}

static void child(void) {
	struct rlimit none = { 0, 0 };
	setrlimit(RLIMIT_CORE, &none);
	join_thread(start_thread(aborts, NULL));
}

static void *nothing(void *arg) {
	return arg;
}

int main(void) {
	for (ways = 0; ways < 4; ways++)
		EXPECT_EQ(run_in_child(child), 128 + SIGABRT);
	join_thread(start_thread(nothing, NULL));
	return test_end();
}
