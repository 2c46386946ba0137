/* "During execution of the command, SIGINT and SIGQUIT will be ignored, in the process that calls
 * system()" - system(3), and are the program's again afterwards. */
#include <signal.h>

#include "tests/test.h"

static _Atomic int caught;

static void on_signal(int sig) {
	(void)sig;
	caught++;
}

static void *runs(void *arg) {
	(void)arg;
	EXPECT_EQ(system("kill -INT $PPID; kill -QUIT $PPID; exit 0"), 0);
	return NULL;
}

int main(void) {
	struct sigaction action = { .sa_handler = on_signal }, old;
	sigaction(SIGINT, &action, NULL);
	sigaction(SIGQUIT, &action, NULL);
	join_thread(start_thread(runs, NULL));
	runs(NULL);
	EXPECT_EQ(caught, 0);
	EXPECT_EQ(sigaction(SIGINT, NULL, &old), 0);
	EXPECT(old.sa_handler == on_signal);
	EXPECT_EQ(raise(SIGINT), 0);
	EXPECT_EQ(raise(SIGQUIT), 0);
	EXPECT_EQ(caught, 2);
	return test_end();
}
