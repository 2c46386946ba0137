/* pthread_getattr_np(3) works for any thread; "the guard size attribute", "the detach state
 * attribute" are what it runs with. */
#include "tests/test.h"

static int fds[2];
static void *frame;

static void *waits(void *arg) {
	frame = __builtin_frame_address(0);
	tell(*(int *)arg);
	hear(fds[0]);
	return NULL;
}

static void check(const pthread_attr_t *made_with, int detach_state, size_t guard) {
	pthread_attr_t attr;
	pthread_t id;
	size_t size, is_guard;
	void *addr;
	int to_main[2], state;
	EXPECT_EQ(pipe(to_main), 0);
	EXPECT_EQ(pthread_create(&id, made_with, waits, &to_main[1]), 0);
	hear(to_main[0]);
	EXPECT_EQ(pthread_getattr_np(id, &attr), 0);
	EXPECT_EQ(pthread_attr_getdetachstate(&attr, &state), 0);
	EXPECT_EQ(pthread_attr_getguardsize(&attr, &is_guard), 0);
	EXPECT_EQ(pthread_attr_getstack(&attr, &addr, &size), 0);
	EXPECT_EQ(pthread_attr_destroy(&attr), 0);
	EXPECT_EQ(state, detach_state);
	EXPECT_EQ(is_guard, guard);
	EXPECT((char *)addr < (char *)frame && (char *)frame < (char *)addr + size);
	tell(fds[1]);
	if (state == PTHREAD_CREATE_JOINABLE)
		join_thread(id);
}

int main(void) {
	pthread_attr_t attr;
	EXPECT_EQ(pipe(fds), 0);
	EXPECT_EQ(pthread_attr_init(&attr), 0);
	check(NULL, PTHREAD_CREATE_JOINABLE, 4096);
	check(&attr, PTHREAD_CREATE_JOINABLE, 4096);
	EXPECT_EQ(pthread_attr_setguardsize(&attr, 65536), 0);
	check(&attr, PTHREAD_CREATE_JOINABLE, 65536);
	EXPECT_EQ(pthread_attr_setguardsize(&attr, 0), 0);
	check(&attr, PTHREAD_CREATE_JOINABLE, 0);
	EXPECT_EQ(pthread_attr_setdetachstate(&attr, PTHREAD_CREATE_DETACHED), 0);
	check(&attr, PTHREAD_CREATE_DETACHED, 0);
	return test_end();
}
