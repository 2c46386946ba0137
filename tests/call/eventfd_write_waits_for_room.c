/* "If the addition would cause the counter's value to exceed the maximum, then the write(2) either
 * blocks until a read(2) is performed on the file descriptor" - eventfd(2). */
#include <sys/eventfd.h>

#include "tests/test.h"

static const eventfd_t most = UINT64_MAX - 1;

static int fd;

static void *writer(void *arg) {
	(void)arg;
	about_to_block();
	EXPECT_EQ(eventfd_write(fd, 7), 0);
	return NULL;
}

int main(void) {
	eventfd_t value;
	EXPECT((fd = eventfd(0, 0)) >= 0);
	EXPECT_EQ(eventfd_write(fd, most), 0);
	pthread_t thread = start_thread(writer, NULL);
	wait_until_blocked();
	EXPECT_EQ(eventfd_read(fd, &value), 0);
	EXPECT_EQ(value, most);
	EXPECT_EQ(eventfd_read(fd, &value), 0);
	EXPECT_EQ(value, 7);
	join_thread(thread);
	return test_end();
}
