/* A thread that waits in pthread_mutex_lock is the next owner when the owner ends, and gets
 * EOWNERDEAD. */
#include "tests/test.h"

static pthread_mutex_t mutex;
static int fds[2], from_owner[2];

static void *owner(void *arg) {
	EXPECT_EQ(pthread_mutex_lock(&mutex), 0);
	tell(from_owner[1]);
	hear(fds[0]);
	return arg;
}

static void *waiter(void *arg) {
	struct timespec at = in_ms(CLOCK_REALTIME, 30000);
	if (arg)
		EXPECT_EQ(pthread_mutex_timedlock(&mutex, &at), EOWNERDEAD);
	else
		EXPECT_EQ(pthread_mutex_lock(&mutex), EOWNERDEAD);
	EXPECT_EQ(pthread_mutex_consistent(&mutex), 0);
	EXPECT_EQ(pthread_mutex_unlock(&mutex), 0);
	return NULL;
}

int main(void) {
	pthread_mutexattr_t attr;
	EXPECT_EQ(pipe(fds), 0);
	EXPECT_EQ(pipe(from_owner), 0);
	EXPECT_EQ(pthread_mutexattr_init(&attr), 0);
	EXPECT_EQ(pthread_mutexattr_setrobust(&attr, PTHREAD_MUTEX_ROBUST), 0);
	EXPECT_EQ(pthread_mutex_init(&mutex, &attr), 0);
	for (int timed = 0; timed < 2; timed++) {
		pthread_t id = start_thread(owner, NULL);
		hear(from_owner[0]);
		pthread_t waiting = start_thread(waiter, timed ? &mutex : NULL);
		linger();
		tell(fds[1]);
		join_thread(id);
		join_thread(waiting);
	}
	EXPECT_EQ(pthread_mutex_destroy(&mutex), 0);
	return test_end();
}
