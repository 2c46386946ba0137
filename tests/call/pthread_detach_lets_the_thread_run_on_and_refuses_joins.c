/* "Once a thread has been detached, it can't be joined with pthread_join(3) or be made joinable
 * again." EINVAL: "thread is not a joinable thread." - pthread_detach(3) */
#include "tests/test.h"

static int to_thread[2], from_thread[2];

static void *echoes(void *arg) {
	hear(to_thread[0]);
	tell(from_thread[1]);
	return arg;
}

static void *detaches_itself(void *arg) {
	EXPECT_EQ(pthread_detach(pthread_self()), 0);
	return echoes(arg);
}

int main(void) {
	pthread_attr_t attr;
	pthread_t detached, born_detached;
	EXPECT_EQ(pipe(to_thread), 0);
	EXPECT_EQ(pipe(from_thread), 0);
	EXPECT_EQ(pthread_attr_init(&attr), 0);
	EXPECT_EQ(pthread_attr_setdetachstate(&attr, PTHREAD_CREATE_DETACHED), 0);

	detached = start_thread(echoes, NULL);
	EXPECT_EQ(pthread_detach(detached), 0);
	EXPECT_EQ(pthread_create(&born_detached, &attr, echoes, NULL), 0);
	start_thread(detaches_itself, NULL);
	EXPECT_EQ(pthread_detach(detached), EINVAL);
	EXPECT_EQ(pthread_detach(born_detached), EINVAL);
	EXPECT_EQ(pthread_join(detached, NULL), EINVAL);
	EXPECT_EQ(pthread_join(born_detached, NULL), EINVAL);

	EXPECT_EQ(write(to_thread[1], "123", 3), 3);
	for (int i = 0; i < 3; i++)
		hear(from_thread[0]);
	return test_end();
}
