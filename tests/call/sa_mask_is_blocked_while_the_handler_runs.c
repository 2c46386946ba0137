/* "sa_mask specifies a mask of signals which should be blocked ... during execution of the signal
 * handler" - sigaction(2); afterwards the mask is what it was, and what came meanwhile is
 * handled. */
#include "tests/test.h"

static _Atomic int done;
static char said[64];
static volatile sig_atomic_t in_first;

static int blocks(int sig) {
	sigset_t set;
	EXPECT_EQ(pthread_sigmask(SIG_BLOCK, NULL, &set), 0);
	return sigismember(&set, sig);
}

static void first(int sig) {
	EXPECT(blocks(sig) && blocks(SIGUSR2) && !blocks(SIGTERM));
	in_first = 1;
	EXPECT_EQ(pthread_kill(pthread_self(), SIGUSR2), 0);
	usleep(1000);
	strcat(said, "1");
	in_first = 0;
}

static void second(int sig) {
	EXPECT(blocks(sig) && !blocks(SIGUSR1));
	EXPECT(!in_first);
	strcat(said, "2");
}

static void *thread(void *arg) {
	while (strlen(said) < 2)
		usleep(1000);
	EXPECT(!blocks(SIGUSR1) && !blocks(SIGUSR2));
	EXPECT(!strcmp(said, "12"));
	done = 1;
	return arg;
}

int main(void) {
	struct sigaction action = { .sa_handler = first, .sa_mask = set_of(SIGUSR2) };
	EXPECT_EQ(sigaction(SIGUSR1, &action, NULL), 0);
	set_handler(SIGUSR2, second, 0);
	pthread_t id = start_thread(thread, NULL);
	EXPECT_EQ(pthread_kill(id, SIGUSR1), 0);
	join_thread(id);
	said[0] = '\0';
	EXPECT_EQ(raise(SIGUSR1), 0);
	thread(NULL);
	return test_end();
}
