/* "The stack size attribute determines the minimum size (in bytes) that will be allocated for
 * threads created using the thread attributes object attr." - pthread_attr_setstacksize(3) */
#include "tests/test.h"

enum { MB = 1 << 20, FRAME = 64 << 10 };

static int dig(int frames) {
	volatile char frame[FRAME];
	for (int i = 0; i < FRAME; i += 4096)
		frame[i] = (char)frames;
	int below = frames > 1 ? dig(frames - 1) : 0;
	EXPECT_EQ(frame[0], (char)frames);
	return below + 1;
}

static void *digger(void *arg) {
	EXPECT_EQ(dig(62 * (MB / FRAME)), 62 * (MB / FRAME));
	return arg;
}

int main(void) {
	pthread_attr_t attr;
	pthread_t a, b;
	EXPECT_EQ(pthread_attr_init(&attr), 0);
	EXPECT_EQ(pthread_attr_setstacksize(&attr, 64 * MB), 0);
	EXPECT_EQ(pthread_create(&a, &attr, digger, NULL), 0);
	EXPECT_EQ(pthread_create(&b, &attr, digger, NULL), 0);
	join_thread(a);
	join_thread(b);
	return test_end();
}
