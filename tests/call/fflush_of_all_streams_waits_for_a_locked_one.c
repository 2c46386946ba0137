/* A thread waits in fgets, and so holds its stream's lock; another one calls fflush(NULL), which takes
 * the lock of every stream. It may have to wait - the thread that ends both waits must not. */
#include "tests/test.h"

static int fds[2];

static void *reads(void *arg) {
	char buf[8];
	EXPECT(fgets(buf, sizeof buf, arg));
	return NULL;
}

static void *flushes(void *arg) {
	EXPECT_EQ(fflush(NULL), 0);
	return arg;
}

int main(void) {
	EXPECT_EQ(pipe(fds), 0);
	pthread_t reader = start_thread(reads, fdopen(fds[0], "r"));
	linger();
	pthread_t flusher = start_thread(flushes, NULL);
	linger();
	EXPECT_EQ(write(fds[1], "x\n", 2), 2);
	join_thread(reader);
	join_thread(flusher);
	return test_end();
}
