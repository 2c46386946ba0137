/* glibc takes the thread-local variables from the thread's stack: a stack without room for them is
 * refused, "EINVAL Invalid settings in attr" - pthread_create(3) - and one with room is not. */
#include "tests/test.h"

enum { LARGE = 96 << 10 };
static __thread char large[LARGE];
static int fds[2];

static int dig(int frames) {
	volatile char frame[1024];
	frame[0] = (char)frames;
	return frames > 0 ? dig(frames - 1) + frame[0] : 0;
}

static void *thread(void *arg) {
	hear(fds[0]);
	memset(large, 1, sizeof large);
	dig(30);
	EXPECT_EQ(large[0], 1);
	return arg;
}

int main(void) {
	pthread_attr_t attr;
	pthread_t threads[3];
	EXPECT_EQ(pipe(fds), 0);
	EXPECT_EQ(pthread_attr_init(&attr), 0);
	EXPECT_EQ(pthread_attr_setstacksize(&attr, LARGE + (64 << 10)), 0);
	for (int i = 0; i < 3; i++)
		EXPECT_EQ(pthread_create(&threads[i], &attr, thread, NULL), 0);
	for (int i = 0; i < 3; i++)
		tell(fds[1]);
	for (int i = 0; i < 3; i++)
		join_thread(threads[i]);
	EXPECT_EQ(pthread_attr_setstacksize(&attr, LARGE - (16 << 10)), 0);
	EXPECT_EQ(pthread_create(&threads[0], &attr, thread, NULL), EINVAL);
	return test_end();
}
