/* "When input is requested from an unbuffered stream, line buffered output streams are flushed" -
 * C 7.21.3; glibc takes the lock of stdout for it. A thread that waits in printf, because stdout is
 * full, holds that lock: the thread that reads may have to wait - the one that empties stdout must not.
 */
#include "tests/test.h"

enum { SIZE = 200000 };

static int in[2], out[2];
static char data[SIZE + 1];

static void *prints(void *arg) {
	EXPECT_EQ(printf("%s", data), SIZE);
	fflush(stdout);
	return arg;
}

static void *reads(void *arg) {
	EXPECT_EQ(getc(arg), 'x');
	return NULL;
}

static void child(void) {
	static char got[SIZE];
	EXPECT_EQ(pipe(in) | pipe(out), 0);
	dup2(out[1], 1);
	memset(data, 'd', SIZE);
	setvbuf(stdout, NULL, _IOLBF, 1000);
	FILE *stream = fdopen(in[0], "r");
	setvbuf(stream, NULL, _IONBF, 0);
	tell(in[1]);
	pthread_t printer = start_thread(prints, NULL);
	linger();
	pthread_t reader = start_thread(reads, stream);
	linger();
	for (size_t n = 0; n < SIZE;)
		n += (size_t)read(out[0], got, sizeof got);
	join_thread(printer);
	join_thread(reader);
}

static void *nothing(void *arg) {
	return arg;
}

int main(void) {
	EXPECT_EQ(run_in_child(child), 0);
	join_thread(start_thread(nothing, NULL));
	return test_end();
}
