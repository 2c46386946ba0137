/* "If the eventfd counter is zero at the time of the call to read(2), then the call either blocks
 * until the counter becomes nonzero", and "returns 8 bytes containing that value, and the counter's
 * value is reset to zero" - eventfd(2); with EFD_SEMAPHORE, it returns 1 and is decremented by 1.
 * */
#include <sys/eventfd.h>

#include "tests/test.h"

static int counter, semaphore;

static void *reader(void *arg) {
	eventfd_t value;
	(void)arg;
	about_to_block();
	EXPECT_EQ(eventfd_read(counter, &value), 0);
	EXPECT_EQ(value, 5);
	about_to_block();
	EXPECT_EQ(read(counter, &value, sizeof value), sizeof value);
	EXPECT_EQ(value, 6);
	for (int i = 0; i < 3; i++) {
		EXPECT_EQ(read(semaphore, &value, sizeof value), sizeof value);
		EXPECT_EQ(value, 1);
	}
	return NULL;
}

int main(void) {
	EXPECT((counter = eventfd(0, 0)) >= 0);
	EXPECT((semaphore = eventfd(0, EFD_SEMAPHORE)) >= 0);
	pthread_t thread = start_thread(reader, NULL);
	wait_until_blocked();
	EXPECT_EQ(eventfd_write(counter, 5), 0);
	wait_until_blocked();
	EXPECT_EQ(eventfd_write(counter, 6), 0);
	EXPECT_EQ(eventfd_write(semaphore, 3), 0);
	join_thread(thread);
	return test_end();
}
