/* A thread that reads what a popened command prints waits alone: another one gives the command what it
 * prints - popen(3). */
#include "tests/test.h"

static int fds[2];

static void *writer(void *arg) {
	(void)arg;
	linger();
	EXPECT_EQ(write(fds[1], "one\ntwo\n", 8), 8);
	close(fds[1]);
	return NULL;
}

int main(void) {
	char command[64], line[64];
	EXPECT_EQ(pipe(fds), 0);
	snprintf(command, sizeof command, "exec %d>&-; cat <&%d; exit 5", fds[1], fds[0]);
	FILE *stream = popen(command, "r");
	EXPECT(stream);
	pthread_t thread = start_thread(writer, NULL);
	EXPECT(fgets(line, sizeof line, stream));
	EXPECT(!strcmp(line, "one\n"));
	EXPECT(fgets(line, sizeof line, stream));
	EXPECT(!strcmp(line, "two\n"));
	EXPECT(!fgets(line, sizeof line, stream));
	EXPECT(feof(stream));
	EXPECT_EQ(WEXITSTATUS(pclose(stream)), 5);
	join_thread(thread);
	return test_end();
}
