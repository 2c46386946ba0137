/* "The pthread_setattr_default_np() function sets the default attributes used for creation of a new
 * thread": stack size and guard size - pthread_setattr_default_np(3) */
#include "tests/test.h"

enum { SIZE = 3 << 20, GUARD = 16384 };

static void *thread(void *arg) {
	pthread_attr_t attr;
	size_t size, guard;
	EXPECT_EQ(pthread_getattr_np(pthread_self(), &attr), 0);
	EXPECT_EQ(pthread_attr_getstacksize(&attr, &size), 0);
	EXPECT_EQ(pthread_attr_getguardsize(&attr, &guard), 0);
	EXPECT(size >= SIZE - GUARD - 8192 && size <= SIZE + GUARD + 65536);
	EXPECT_EQ(guard, GUARD);
	return arg;
}

int main(void) {
	pthread_attr_t attr;
	size_t size;
	EXPECT_EQ(pthread_attr_init(&attr), 0);
	EXPECT_EQ(pthread_attr_setstacksize(&attr, SIZE), 0);
	EXPECT_EQ(pthread_attr_setguardsize(&attr, GUARD), 0);
	EXPECT_EQ(pthread_setattr_default_np(&attr), 0);
	EXPECT_EQ(pthread_getattr_default_np(&attr), 0);
	EXPECT_EQ(pthread_attr_getstacksize(&attr, &size), 0);
	EXPECT_EQ(size, SIZE);
	join_thread(start_thread(thread, NULL));
	return test_end();
}
