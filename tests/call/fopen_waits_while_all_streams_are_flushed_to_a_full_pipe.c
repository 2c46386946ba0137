/* fflush(NULL) waits for a full pipe and holds libc's lock of all streams meanwhile; fopen and fclose
 * need it. They may have to wait - the thread that empties the pipe must not. */
#include "tests/test.h"

static int fds[2];
static char data[1 << 17];

static void *flushes(void *arg) {
	EXPECT_EQ(fflush(NULL), 0);
	return arg;
}

static void *opens(void *arg) {
	FILE *stream = fopen("/dev/null", "w");
	EXPECT(stream);
	EXPECT_EQ(fclose(stream), 0);
	return arg;
}

int main(void) {
	static char buf[sizeof data], got[4096];
	EXPECT_EQ(pipe(fds), 0);
	FILE *stream = fdopen(fds[1], "w");
	EXPECT_EQ(setvbuf(stream, buf, _IOFBF, sizeof buf), 0);
	EXPECT_EQ(fwrite(data, 1, sizeof data - 1, stream), sizeof data - 1);
	pthread_t flusher = start_thread(flushes, NULL);
	linger();
	pthread_t opener = start_thread(opens, NULL);
	linger();
	for (size_t n = 0; n < sizeof data - 1;)
		n += (size_t)read(fds[0], got, sizeof got);
	join_thread(flusher);
	join_thread(opener);
	return test_end();
}
