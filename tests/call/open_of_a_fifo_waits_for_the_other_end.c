/* "The FIFO must be opened on both ends (reading and writing) before data can be passed. Normally,
 * opening the FIFO blocks until the other end is opened also" - fifo(7). */
#include <sys/stat.h>

#include "tests/test.h"

static char name[] = "/tmp/fifo-XXXXXX";

static void *reader(void *arg) {
	about_to_block();
	int fd = open(name, O_RDONLY);
	EXPECT(fd >= 0);
	hear(fd);
	return arg;
}

int main(void) {
	EXPECT(mkdtemp(name));
	EXPECT_EQ(rmdir(name), 0);
	EXPECT_EQ(mkfifo(name, 0600), 0);
	pthread_t thread = start_thread(reader, NULL);
	wait_until_blocked();
	int fd = open(name, O_WRONLY);
	EXPECT(fd >= 0);
	EXPECT_EQ(unlink(name), 0);
	tell(fd);
	join_thread(thread);
	return test_end();
}
