/* A signal to the process is handled by any thread that does not block it; one that ends just now takes none of
 * them with it - signal(7), pthreads(7). */
#include <sched.h>

#include "tests/test.h"

enum { SIGNALS = 3000, AT_ONCE = 100, SHORT_LIVED = 4 };

static _Atomic int handled, stop;

static void on_signal(int sig) {
	(void)sig;
	handled++;
}

static void *ends(void *arg) {
	sched_yield();
	return arg;
}

/* Threads that come and go. */
static void *makes(void *arg) {
	while (!stop) {
		pthread_t threads[SHORT_LIVED];
		for (int i = 0; i < SHORT_LIVED; i++)
			threads[i] = start_thread(ends, NULL);
		for (int i = 0; i < SHORT_LIVED; i++)
			join_thread(threads[i]);
	}
	return arg;
}

int main(void) {
	struct sigaction action = { .sa_handler = on_signal, .sa_flags = SA_RESTART };
	sigset_t set;
	EXPECT_EQ(sigaction(SIGRTMIN, &action, NULL), 0);
	pthread_t makers[2] = { start_thread(makes, NULL), start_thread(makes, NULL) };
	sigemptyset(&set);
	sigaddset(&set, SIGRTMIN);
	EXPECT_EQ(pthread_sigmask(SIG_BLOCK, &set, NULL), 0);
	for (int sent = 1; sent <= SIGNALS; sent++) {
		EXPECT_EQ(sigqueue(getpid(), SIGRTMIN, (union sigval){ .sival_int = sent }), 0);
		while (sent - handled > AT_ONCE) /* the kernel keeps only so many */
			sched_yield();
	}
	while (handled < SIGNALS)
		sched_yield();
	stop = 1;
	join_thread(makers[0]);
	join_thread(makers[1]);
	EXPECT_EQ(handled, SIGNALS);
	return test_end();
}
