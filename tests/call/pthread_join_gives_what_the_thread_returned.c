/* "If retval is not NULL, then pthread_join() copies the exit status of the target thread (i.e.,
 * the value that the target thread supplied to pthread_exit(3)) into the location pointed to by
 * retval." */
#include "tests/test.h"

static void *returns(void *arg) {
	return arg;
}

static void leave(void *arg) {
	pthread_exit(arg);
}

static void *exits(void *arg) {
	linger();
	leave(arg);
	return NULL;
}

int main(void) {
	int a, b;
	EXPECT(join_thread(start_thread(returns, &a)) == &a);
	EXPECT(join_thread(start_thread(exits, &b)) == &b);
	EXPECT_EQ(pthread_join(start_thread(exits, &b), NULL), 0);
	return test_end();
}
