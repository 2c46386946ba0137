/* sendfile to a pipe that is full waits until there is room, and then sends what fits -
 * sendfile(2), splice_file_to_pipe() in fs/splice.c. */
#include <sys/sendfile.h>

#include "tests/test.h"

enum { LEN = 2 << 20 };

static int fds[2];

static void *reader(void *arg) {
	drain_pattern(fds[0], LEN);
	return arg;
}

int main(void) {
	static char buf[LEN];
	fill_pattern(buf, LEN, 0);
	int file = open("/tmp", O_TMPFILE | O_RDWR, 0600);
	EXPECT_EQ(write(file, buf, LEN), LEN);
	EXPECT_EQ(lseek(file, 0, SEEK_SET), 0);
	EXPECT_EQ(pipe(fds), 0);
	pthread_t thread = start_thread(reader, NULL);
	for (ssize_t done = 0, n; done < LEN; done += n)
		EXPECT((n = sendfile(fds[1], file, NULL, (size_t)(LEN - done))) > 0);
	join_thread(thread);
	return test_end();
}
