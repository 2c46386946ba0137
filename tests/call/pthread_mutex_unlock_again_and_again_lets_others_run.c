/* A thread that takes and releases a lock until another one has changed what it protects sees the
 * change: the other one is not kept from running. */
#include "tests/test.h"

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static int done;

static void *other(void *arg) {
	(void)arg;
	EXPECT_EQ(pthread_mutex_lock(&lock), 0);
	done = 1;
	EXPECT_EQ(pthread_mutex_unlock(&lock), 0);
	return NULL;
}

int main(void) {
	int seen = 0;
	pthread_t thread = start_thread(other, NULL);
	while (!seen) {
		EXPECT_EQ(pthread_mutex_lock(&lock), 0);
		seen = done;
		EXPECT_EQ(pthread_mutex_unlock(&lock), 0);
	}
	join_thread(thread);
	return test_end();
}
