/* "Opening a FIFO for reading normally blocks until some other process opens the same FIFO for writing"
 * - fifo(7), or some other thread: open, fopen, openat, creat. */
#include <fcntl.h>
#include <sys/stat.h>

#include "tests/test.h"

static char path[64];

static void *writes(void *arg) {
	linger();
	int fd = open(path, O_WRONLY);
	EXPECT(fd >= 0);
	EXPECT_EQ(write(fd, "word\n", 5), 5);
	close(fd);
	return arg;
}

static void *reads(void *arg) {
	char word[16];
	linger();
	FILE *stream = fopen(path, "r");
	EXPECT(stream);
	EXPECT_EQ(fscanf(stream, "%15s", word), 1);
	EXPECT(!strcmp(word, "word"));
	fclose(stream);
	return arg;
}

int main(void) {
	snprintf(path, sizeof path, "/tmp/test-fifo-%d", getpid());
	EXPECT_EQ(mkfifo(path, 0600), 0);
	pthread_t thread = start_thread(writes, NULL);
	reads(NULL);
	join_thread(thread);
	thread = start_thread(reads, NULL);
	writes(NULL);
	join_thread(thread);
	unlink(path);
	return test_end();
}
