/* "thrd_join ... If the parameter res is not a null pointer, it stores the thread's result code in
 * the integer pointed to by res." - C11 7.26.5.6; thrd_exit gives it as well. */
#include <limits.h>
#include <threads.h>

#include "tests/test.h"

static thrd_t id;
static int fds[2];

static int returns(void *arg) {
	EXPECT(thrd_equal(thrd_current(), id) || arg == NULL);
	return arg ? *(int *)arg : -1;
}

static int exits(void *arg) {
	thrd_yield();
	thrd_exit(*(int *)arg);
}

static int detached(void *arg) {
	tell(*(int *)arg);
	return 0;
}

int main(void) {
	static int values[] = { 0, 1, -1, INT_MAX, INT_MIN };
	int result;
	for (int i = 0; i < 5; i++) {
		EXPECT_EQ(thrd_create(&id, returns, &values[i]), thrd_success);
		EXPECT_EQ(thrd_join(id, &result), thrd_success);
		EXPECT_EQ(result, values[i]);
		EXPECT_EQ(thrd_create(&id, exits, &values[i]), thrd_success);
		EXPECT_EQ(thrd_join(id, &result), thrd_success);
		EXPECT_EQ(result, values[i]);
	}
	EXPECT_EQ(thrd_create(&id, returns, NULL), thrd_success);
	EXPECT_EQ(thrd_join(id, NULL), thrd_success);
	EXPECT_EQ(pipe(fds), 0);
	EXPECT_EQ(thrd_create(&id, detached, &fds[1]), thrd_success);
	EXPECT(!thrd_equal(id, thrd_current()));
	EXPECT_EQ(thrd_detach(id), thrd_success);
	hear(fds[0]);
	return test_end();
}
