/* "the pthread_attr_t object is initialized so that it contains actual attribute values describing
 * the running thread thread" - pthread_getattr_np(3). Garbage collectors depend on it: all of
 * the stack is within, and all within can be written to. */
#include "tests/test.h"

static void *thread(void *arg) {
	size_t least = *(size_t *)arg, size;
	pthread_attr_t attr;
	void *addr;
	char *here = __builtin_frame_address(0);
	EXPECT_EQ(pthread_getattr_np(pthread_self(), &attr), 0);
	EXPECT_EQ(pthread_attr_getstack(&attr, &addr, &size), 0);
	EXPECT_EQ(pthread_attr_destroy(&attr), 0);
	char *low = addr, *high = low + size;
	EXPECT(low < here && here < high);
	EXPECT(here - low >= (long)(least - least / 8 - 16384));
	for (volatile char *p = here - 4096; p >= low; p -= 4096)
		*p = 1;
	*(volatile char *)low = 1;
	return NULL;
}

int main(void) {
	static size_t sizes[] = { 64 << 10, 100001, 1 << 20, 8 << 20, 20 << 20 };
	pthread_attr_t attr;
	pthread_t id;
	EXPECT_EQ(pthread_attr_init(&attr), 0);
	for (int i = 0; i < 5; i++) {
		EXPECT_EQ(pthread_attr_setstacksize(&attr, sizes[i]), 0);
		EXPECT_EQ(pthread_create(&id, &attr, thread, &sizes[i]), 0);
		join_thread(id);
	}
	return test_end();
}
