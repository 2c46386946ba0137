/* "freopen() opens the file whose name is the string pointed to by pathname and associates the stream
 * pointed to by stream with it" - fopen(3): stdout keeps its number, other threads' streams their data.
 */
#include "tests/test.h"

static int fds[2];

static void *waits(void *arg) {
	char buf[8];
	EXPECT(fgets(buf, sizeof buf, arg));
	EXPECT(!strcmp(buf, "x\n"));
	return NULL;
}

static void *redirects(void *arg) {
	char path[] = "/tmp/test-XXXXXX", buf[64] = "";
	close(mkstemp(path));
	for (int i = 0; i < 5; i++) {
		printf("to nowhere");
		EXPECT(freopen(path, "w", stdout) == stdout);
		EXPECT_EQ(fileno(stdout), 1);
		printf("line %d\n", i);
		EXPECT(freopen("/dev/null", "w", stdout) == stdout);
		FILE *stream = fopen(path, "r");
		EXPECT(stream && fgets(buf, sizeof buf, stream));
		EXPECT_EQ(atoi(buf + 5), i);
		EXPECT(!fgets(buf, sizeof buf, stream));
		EXPECT(!freopen("/no/such/file", "r", stream));
	}
	unlink(path);
	return arg;
}

int main(void) {
	EXPECT(freopen("/dev/null", "w", stdout) == stdout);
	EXPECT_EQ(pipe(fds), 0);
	pthread_t thread = start_thread(waits, fdopen(fds[0], "r"));
	linger();
	join_thread(start_thread(redirects, NULL));
	redirects(NULL);
	EXPECT_EQ(write(fds[1], "x\n", 2), 2);
	join_thread(thread);
	return test_end();
}
