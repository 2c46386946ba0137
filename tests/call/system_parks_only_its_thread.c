/* "system() returns after the command has been completed" - system(3): the thread that lets it be
 * completed goes on meanwhile. */
#include "tests/test.h"

static int fds[2];

static void *ends_command(void *arg) {
	(void)arg;
	linger();
	EXPECT_EQ(write(fds[1], "go\n", 3), 3);
	return NULL;
}

int main(void) {
	EXPECT_EQ(pipe(fds), 0);
	char command[64];
	snprintf(command, sizeof command, "read word <&%d; test $word = go && exit 3", fds[0]);
	pthread_t thread = start_thread(ends_command, NULL);
	int status = system(command);
	EXPECT(WIFEXITED(status));
	EXPECT_EQ(WEXITSTATUS(status), 3);
	join_thread(thread);
	return test_end();
}
