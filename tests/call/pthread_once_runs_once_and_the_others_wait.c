/* "On return from pthread_once(), init_routine() shall have completed." - pthread_once(3p): also
 * for those that called it while another thread ran it. */
#include "tests/test.h"

static pthread_once_t once = PTHREAD_ONCE_INIT, other = PTHREAD_ONCE_INIT;
static int runs, complete;

static void nested(void) {
	complete++;
}

static void init(void) {
	runs++;
	linger();
	EXPECT_EQ(pthread_once(&other, nested), 0);
}

static void *caller(void *arg) {
	EXPECT_EQ(pthread_once(&once, init), 0);
	EXPECT_EQ(complete, 1);
	return arg;
}

int main(void) {
	pthread_t threads[10];
	for (int i = 0; i < 10; i++)
		threads[i] = start_thread(caller, NULL);
	caller(NULL);
	for (int i = 0; i < 10; i++)
		join_thread(threads[i]);
	EXPECT_EQ(runs, 1);
	return test_end();
}
