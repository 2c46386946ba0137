/* "If command is NULL, then a nonzero value if a shell is available. If a shell could not execute the
 * command, as though it called _exit(127)"; a signal that killed it is told - system(3). */
#include <signal.h>

#include "tests/test.h"

static void *runs(void *arg) {
	(void)arg;
	EXPECT(system(NULL) != 0);
	int status = system("exec /no/such/command 2>/dev/null");
	EXPECT(WIFEXITED(status));
	EXPECT_EQ(WEXITSTATUS(status), 127);
	status = system("kill -TERM $$");
	EXPECT(WIFSIGNALED(status));
	EXPECT_EQ(WTERMSIG(status), SIGTERM);
	EXPECT_EQ(system("exit 0"), 0);
	return NULL;
}

int main(void) {
	pthread_t thread = start_thread(runs, NULL);
	runs(NULL);
	join_thread(thread);
	return test_end();
}
