/* "EDEADLK A deadlock was detected (e.g., two threads tried to join with each other); or thread
 * specifies the calling thread." - pthread_join(3) */
#include "tests/test.h"

static void *joins_itself(void *arg) {
	EXPECT_EQ(pthread_join(pthread_self(), NULL), EDEADLK);
	return arg;
}

int main(void) {
	EXPECT_EQ(pthread_join(pthread_self(), NULL), EDEADLK);
	join_thread(start_thread(joins_itself, NULL));
	EXPECT_EQ(pthread_join(pthread_self(), NULL), EDEADLK);
	return test_end();
}
