/* "All of the threads in a process are peers: any thread can join with any other thread in the
 * process." - pthread_join(3), also with the main thread that has not ended. */
#include "tests/test.h"

static pthread_t created;
static int fds[2], x;

static void *waits(void *arg) {
	hear(fds[0]);
	return arg;
}

static void *creates(void *arg) {
	created = start_thread(waits, arg);
	return NULL;
}

static void *joins(void *arg) {
	EXPECT(join_thread(created) == arg);
	return arg;
}

int main(void) {
	EXPECT_EQ(pipe(fds), 0);
	join_thread(start_thread(creates, &x));
	pthread_t joiner = start_thread(joins, &x);
	linger();
	tell(fds[1]);
	EXPECT(join_thread(joiner) == &x);
	return test_end();
}
