/* "pclose() waits for the associated process to terminate and returns the exit status of the command" -
 * popen(3). Another thread lets it terminate. */
#include "tests/test.h"

static int fds[2];

static void *ends_command(void *arg) {
	(void)arg;
	linger();
	EXPECT_EQ(write(fds[1], "\n", 1), 1);
	return NULL;
}

int main(void) {
	char command[64];
	EXPECT_EQ(pipe(fds), 0);
	snprintf(command, sizeof command, "read a; read b <&%d; test $a = all && exit 6", fds[0]);
	FILE *stream = popen(command, "w");
	EXPECT(stream);
	pthread_t thread = start_thread(ends_command, NULL);
	EXPECT(fputs("all\n", stream) >= 0);
	int status = pclose(stream);
	EXPECT(WIFEXITED(status));
	EXPECT_EQ(WEXITSTATUS(status), 6);
	join_thread(thread);
	return test_end();
}
