/* A signal to the process that arrives while main lets it in, in ppoll, and is not handled there, stays the process's:
 * another thread's sigwait has it - signal(7). Each of many is either handled or taken. */
#include <poll.h>
#include <stdbool.h>

#include "tests/test.h"

enum { ROUNDS = 1500 };

static _Atomic int handled, taken, sent;
static _Atomic bool end;
static sigset_t set;

static void on_signal(int sig) {
	(void)sig;
	handled++;
}

static void *takes(void *arg) {
	int sig;
	while (!end) {
		EXPECT_EQ(sigwait(&set, &sig), 0);
		taken++;
	}
	return arg;
}

static void *sends(void *arg) {
	unsigned random = 1;
	for (int i = 1; i <= ROUNDS; i++) {
		while (sent < i)
			;
		random = random * 1103515245 + 12345;
		for (volatile unsigned k = 0; k < (random >> 16) % 40000; k++)
			;
		EXPECT_EQ(kill(getpid(), SIGUSR1), 0);
	}
	return arg;
}

int main(void) {
	const struct timespec moment = { 0, 50000 };
	sigset_t none;
	EXPECT(signal(SIGUSR1, on_signal) != SIG_ERR);
	sigemptyset(&none);
	sigemptyset(&set);
	sigaddset(&set, SIGUSR1);
	EXPECT_EQ(pthread_sigmask(SIG_BLOCK, &set, NULL), 0);
	pthread_t taker = start_thread(takes, NULL), sender = start_thread(sends, NULL);
	for (int i = 1; i <= ROUNDS; i++) {
		sent = i;
		EXPECT(ppoll(NULL, 0, &moment, &none) == 0 || errno == EINTR);
		while (handled + taken < i)
			usleep(100);
	}
	join_thread(sender);
	end = true;
	EXPECT_EQ(pthread_kill(taker, SIGUSR1), 0);
	join_thread(taker);
	return test_end();
}
