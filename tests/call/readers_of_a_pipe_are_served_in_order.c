/* Readers that wait for one pipe are woken one by one, who came first first: the kernel queues them
 * exclusively (fs/pipe.c). */
#include "tests/test.h"

enum { READERS = 8 };

static int fds[2], done[2];

static void *reader(void *arg) {
	char c;
	about_to_block();
	EXPECT_EQ(read(fds[0], &c, 1), 1);
	EXPECT_EQ(c, (char)(intptr_t)arg);
	EXPECT_EQ(write(done[1], &c, 1), 1);
	return NULL;
}

int main(void) {
	pthread_t threads[READERS];
	EXPECT_EQ(pipe(fds), 0);
	EXPECT_EQ(pipe(done), 0);
	for (int i = 0; i < READERS; i++) {
		threads[i] = start_thread(reader, (void *)(intptr_t)i);
		wait_until_blocked();
	}
	for (char i = 0; i < READERS; i++) {
		EXPECT_EQ(write(fds[1], &i, 1), 1);
		hear(done[0]);
	}
	for (int i = 0; i < READERS; i++)
		join_thread(threads[i]);
	return test_end();
}
