/* "If guardsize is greater than 0, then for each new thread created using attr the system allocates
 * an additional region of at least guardsize bytes at the end of the thread's stack to act as
 * the guard area" - pthread_attr_setguardsize(3) */
#include "tests/test.h"

enum { GUARD = 128 << 10 };
static size_t depth;

static void *thread(void *arg) {
	pthread_attr_t attr;
	void *addr;
	size_t size;
	EXPECT_EQ(pthread_getattr_np(pthread_self(), &attr), 0);
	EXPECT_EQ(pthread_attr_getstack(&attr, &addr, &size), 0);
	*((volatile char *)addr + 1) = 1;
	*((volatile char *)addr - depth) = 1;
	return arg;
}

static void child(void) {
	pthread_attr_t attr;
	pthread_t id;
	EXPECT_EQ(pthread_attr_init(&attr), 0);
	EXPECT_EQ(pthread_attr_setstacksize(&attr, 1 << 20), 0);
	EXPECT_EQ(pthread_attr_setguardsize(&attr, GUARD), 0);
	EXPECT_EQ(pthread_create(&id, &attr, thread, NULL), 0);
	join_thread(id);
}

static void *nothing(void *arg) {
	return arg;
}

int main(void) {
	join_thread(start_thread(nothing, NULL));
	depth = 1;
	EXPECT_EQ(run_in_child(child), 128 + SIGSEGV);
	depth = GUARD;
	EXPECT_EQ(run_in_child(child), 128 + SIGSEGV);
	return test_end();
}
