/* PR_SET_TIMERSLACK(2const): "Each thread has two associated timer slack values: a default value, and a
 * current value." "If the arg is 0, the current is set to the thread's default." A new thread begins with what
 * its creator has as both. */
#include <sys/prctl.h>

#include "tests/test.h"

static int to_thread[2], from_thread[2];
static int usual;

static void *inherits(void *arg) {
	EXPECT_EQ(prctl(PR_GET_TIMERSLACK), 7000);
	EXPECT_EQ(prctl(PR_SET_TIMERSLACK, 8000), 0);
	EXPECT_EQ(prctl(PR_GET_TIMERSLACK), 8000);
	EXPECT_EQ(prctl(PR_SET_TIMERSLACK, 0), 0);
	EXPECT_EQ(prctl(PR_GET_TIMERSLACK), 7000);
	return arg;
}

static void *sets_it(void *arg) {
	EXPECT_EQ(prctl(PR_GET_TIMERSLACK), usual);
	EXPECT_EQ(prctl(PR_SET_TIMERSLACK, 7000), 0);
	tell(from_thread[1]);
	hear(to_thread[0]);
	EXPECT_EQ(prctl(PR_GET_TIMERSLACK), 7000);
	join_thread(start_thread(inherits, NULL));
	EXPECT_EQ(prctl(PR_SET_TIMERSLACK, 0), 0);
	EXPECT_EQ(prctl(PR_GET_TIMERSLACK), usual);
	return arg;
}

static void *sees_nothing(void *arg) {
	EXPECT_EQ(prctl(PR_GET_TIMERSLACK), usual);
	return arg;
}

int main(void) {
	EXPECT_EQ(pipe(to_thread) | pipe(from_thread), 0);
	usual = prctl(PR_GET_TIMERSLACK);
	pthread_t id = start_thread(sets_it, NULL);
	hear(from_thread[0]);
	EXPECT_EQ(prctl(PR_GET_TIMERSLACK), usual);
	join_thread(start_thread(sees_nothing, NULL));
	tell(to_thread[1]);
	join_thread(id);
	return test_end();
}
