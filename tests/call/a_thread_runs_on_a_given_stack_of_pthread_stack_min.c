/* pthread_attr_setstack(3): "EINVAL stacksize is less than PTHREAD_STACK_MIN"; with exactly so much
 * a thread runs, calls and waits. */
#include <limits.h>

#include "tests/test.h"

static int fds[2];

static void *thread(void *arg) {
	char buf[64];
	hear(fds[0]);
	snprintf(buf, sizeof buf, "%d %s", 42, "answers");
	EXPECT(!strcmp(buf, "42 answers"));
	usleep(10);
	return arg;
}

int main(void) {
	pthread_attr_t attr;
	pthread_t threads[5];
	size_t size = (size_t)PTHREAD_STACK_MIN;
	char *stacks = aligned_alloc(4096, 5 * ((size + 4095) & ~(size_t)4095));
	EXPECT_EQ(pipe(fds), 0);
	EXPECT_EQ(pthread_attr_init(&attr), 0);
	EXPECT_EQ(pthread_attr_setstack(&attr, stacks, size - 1), EINVAL);
	for (int i = 0; i < 5; i++) {
		EXPECT_EQ(pthread_attr_setstack(&attr, stacks + (size_t)i * size, size), 0);
		EXPECT_EQ(pthread_create(&threads[i], &attr, thread, NULL), 0);
	}
	for (int i = 0; i < 5; i++)
		tell(fds[1]);
	for (int i = 0; i < 5; i++)
		join_thread(threads[i]);
	free(stacks);
	return test_end();
}
