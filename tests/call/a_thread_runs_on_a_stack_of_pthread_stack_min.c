/* PTHREAD_STACK_MIN is a stack on which a thread can run: "EINVAL The stack size is less than
 * PTHREAD_STACK_MIN" - pthread_attr_setstacksize(3) */
#include <limits.h>

#include "tests/test.h"

static int fds[2];

static void *thread(void *arg) {
	char buf[64];
	hear(fds[0]);
	snprintf(buf, sizeof buf, "%d %s", 42, "answers");
	EXPECT(!strcmp(buf, "42 answers"));
	tell(fds[1]);
	usleep(10);
	return arg;
}

int main(void) {
	pthread_attr_t attr;
	pthread_t threads[10];
	EXPECT_EQ(pipe(fds), 0);
	EXPECT_EQ(pthread_attr_init(&attr), 0);
	EXPECT_EQ(pthread_attr_setstacksize(&attr, PTHREAD_STACK_MIN - 1), EINVAL);
	EXPECT_EQ(pthread_attr_setstacksize(&attr, PTHREAD_STACK_MIN), 0);
	for (int i = 0; i < 10; i++)
		EXPECT_EQ(pthread_create(&threads[i], &attr, thread, NULL), 0);
	tell(fds[1]);
	for (int i = 0; i < 10; i++)
		join_thread(threads[i]);
	return test_end();
}
