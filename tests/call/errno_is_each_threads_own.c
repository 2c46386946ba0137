/* "errno is thread-local; setting it in one thread does not affect its value in any other thread."
 * - errno(3). It survives calls that wait and succeed. */
#include <sched.h>

#include "tests/test.h"

static void *thread(void *arg) {
	int mine = (int)(intptr_t)arg;
	errno = mine;
	for (int i = 0; i < 20; i++) {
		usleep(100);
		EXPECT_EQ(errno, mine);
		sched_yield();
		EXPECT_EQ(errno, mine);
	}
	EXPECT(write(-1, "x", 1) == -1);
	sched_yield();
	EXPECT_EQ(errno, EBADF);
	return NULL;
}

int main(void) {
	pthread_t threads[20];
	errno = ENOTDIR;
	for (intptr_t i = 0; i < 20; i++)
		threads[i] = start_thread(thread, (void *)(i + 1));
	for (int i = 0; i < 20; i++) {
		join_thread(threads[i]);
		EXPECT_EQ(errno, ENOTDIR);
	}
	return test_end();
}
