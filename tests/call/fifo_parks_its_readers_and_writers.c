/* A FIFO "has a name within the filesystem", and works like a pipe - fifo(7). */
#include <sys/stat.h>

#include "tests/test.h"

enum { LEN = 1 << 20 };

static int fd;

static void *reader(void *arg) {
	about_to_block();
	drain_pattern(fd, LEN);
	return arg;
}

int main(void) {
	static char buf[LEN];
	char name[] = "/tmp/fifo-XXXXXX";
	fill_pattern(buf, LEN, 0);
	EXPECT(mkdtemp(name));
	EXPECT_EQ(rmdir(name), 0);
	EXPECT_EQ(mkfifo(name, 0600), 0);
	EXPECT((fd = open(name, O_RDWR)) >= 0);
	int other = open(name, O_WRONLY);
	EXPECT(other >= 0);
	EXPECT_EQ(unlink(name), 0);
	pthread_t thread = start_thread(reader, NULL);
	wait_until_blocked();
	EXPECT_EQ(write(other, buf, LEN), LEN);
	join_thread(thread);
	return test_end();
}
