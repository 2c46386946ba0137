/* While threads compute without a call: sigwait gets what is sent to the process and blocked by all, a
 * signal to the process interrupts a thread that does not block it, and one to the main thread, which
 * computes as well, runs there. */
#include "tests/test.h"

enum { COMPUTING = 3, ROUNDS = 10 };

static _Atomic int stop, waited, handled_main, handled;
static pthread_t main_thread;

static void handler(int sig) {
	if (sig == SIGUSR1)
		EXPECT(pthread_equal(pthread_self(), main_thread));
	else
		EXPECT(!pthread_equal(pthread_self(), main_thread));
	(*(sig == SIGUSR1 ? &handled_main : &handled))++;
}

static void *computes(void *arg) {
	while (!stop)
		;
	return arg;
}

static void *waits(void *arg) {
	sigset_t set = set_of(SIGTERM);
	for (int i = 0; i < ROUNDS; i++) {
		int sig;
		EXPECT_EQ(sigwait(&set, &sig), 0);
		EXPECT_EQ(sig, SIGTERM);
		waited++;
	}
	return arg;
}

static void *sends(void *arg) {
	for (int i = 1; i <= ROUNDS; i++) {
		EXPECT_EQ(kill(getpid(), SIGTERM), 0);
		while (waited < i)
			;
		EXPECT_EQ(kill(getpid(), SIGUSR1), 0);
		while (handled_main < i)
			;
		EXPECT_EQ(kill(getpid(), SIGUSR2), 0);
		while (handled < i)
			;
	}
	return arg;
}

int main(void) {
	pthread_t threads[COMPUTING];
	sigset_t term = set_of(SIGTERM), usr1 = set_of(SIGUSR1), usr2 = set_of(SIGUSR2);
	main_thread = pthread_self();
	set_handler(SIGUSR1, handler, SA_RESTART);
	set_handler(SIGUSR2, handler, SA_RESTART);
	EXPECT_EQ(pthread_sigmask(SIG_BLOCK, &term, NULL), 0);
	EXPECT_EQ(pthread_sigmask(SIG_BLOCK, &usr1, NULL), 0);
	for (int i = 0; i < COMPUTING; i++)
		threads[i] = start_thread(computes, NULL);
	pthread_t waiter = start_thread(waits, NULL), sender = start_thread(sends, NULL);
	EXPECT_EQ(pthread_sigmask(SIG_UNBLOCK, &usr1, NULL), 0);
	EXPECT_EQ(pthread_sigmask(SIG_BLOCK, &usr2, NULL), 0);
	while (handled < ROUNDS)
		;
	join_thread(sender);
	join_thread(waiter);
	stop = 1;
	for (int i = 0; i < COMPUTING; i++)
		join_thread(threads[i]);
	return test_end();
}
