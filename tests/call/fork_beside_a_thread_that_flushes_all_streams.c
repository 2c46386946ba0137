/* libc's fork takes the lock of the list of streams, which fflush(NULL) holds while it writes. It waits
 * for that write to end; meanwhile other threads go on, also those whose calls block, and one of them
 * reads what is written. */
#include "tests/test.h"

static int flushing[2], forking[2], ends[2];
static size_t filled;
static char path[] = "/tmp/test-XXXXXX";

static void before(void) {
	tell(forking[1]);
}

static void *flush(void *arg) {
	tell(flushing[1]);
	EXPECT_EQ(fflush(NULL), 0);
	return arg;
}

static void *drain(void *arg) {
	char data[4096];
	int fd = open(path, O_RDWR);
	hear(forking[0]);
	linger();
	EXPECT_EQ(fsync(fd), 0);
	close(fd);
	for (ssize_t got; filled > 0; filled -= (size_t)got)
		EXPECT((got = read(ends[0], data, sizeof data < filled ? sizeof data : filled)) > 0);
	return arg;
}

static void in_child(void) {
}

int main(void) {
	int fd = mkstemp(path);
	EXPECT(fd >= 0);
	EXPECT_EQ(pipe(flushing), 0);
	EXPECT_EQ(pipe(forking), 0);
	EXPECT_EQ(pipe(ends), 0);
	EXPECT_EQ(pthread_atfork(before, NULL, NULL), 0);
	filled = fill_up(ends[1]);
	FILE *stream = fdopen(ends[1], "w");
	EXPECT(stream && fputs("text", stream) >= 0);
	pthread_t flusher = start_thread(flush, NULL), drainer = start_thread(drain, NULL);
	hear(flushing[0]);
	linger();
	EXPECT_EQ(run_in_child(in_child), 0);
	join_thread(flusher);
	join_thread(drainer);
	unlink(path);
	return test_end();
}
