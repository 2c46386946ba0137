/* In glibc fclose does for a popened stream what pclose does, and many programs rely on that: it waits
 * for the command. Another thread lets it end. */
#include "tests/test.h"

static int fds[2];
static int (*volatile close_stream)(FILE *) = fclose; /* the compiler would warn */

static void *ends_command(void *arg) {
	linger();
	EXPECT_EQ(write(fds[1], "\n", 1), 1);
	return arg;
}

int main(void) {
	char command[64];
	EXPECT_EQ(pipe(fds), 0);
	snprintf(command, sizeof command, "read word <&%d; exit 6", fds[0]);
	FILE *stream = popen(command, "r");
	EXPECT(stream);
	pthread_t thread = start_thread(ends_command, NULL);
	EXPECT_EQ(WEXITSTATUS(close_stream(stream)), 6);
	join_thread(thread);
	return test_end();
}
