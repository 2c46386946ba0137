/* PTHREAD_PRIO_INHERIT changes priorities only: the mutex excludes, times out, and hands on as any
 * other - pthread_mutexattr_setprotocol(3p) */
#include "tests/test.h"

static pthread_mutex_t mutex;
static int fds[2];

static void *other(void *arg) {
	struct timespec at = in_ms(CLOCK_REALTIME, 20);
	EXPECT_EQ(pthread_mutex_trylock(&mutex), EBUSY);
	EXPECT_EQ(pthread_mutex_timedlock(&mutex, &at), ETIMEDOUT);
	tell(fds[1]);
	EXPECT_EQ(pthread_mutex_lock(&mutex), 0);
	EXPECT_EQ(pthread_mutex_unlock(&mutex), 0);
	return arg;
}

int main(void) {
	pthread_mutexattr_t attr;
	EXPECT_EQ(pipe(fds), 0);
	EXPECT_EQ(pthread_mutexattr_init(&attr), 0);
	EXPECT_EQ(pthread_mutexattr_setprotocol(&attr, PTHREAD_PRIO_INHERIT), 0);
	EXPECT_EQ(pthread_mutexattr_settype(&attr, PTHREAD_MUTEX_ERRORCHECK), 0);
	EXPECT_EQ(pthread_mutex_init(&mutex, &attr), 0);
	EXPECT_EQ(pthread_mutex_lock(&mutex), 0);
	EXPECT_EQ(pthread_mutex_lock(&mutex), EDEADLK);
	pthread_t id = start_thread(other, NULL);
	hear(fds[0]);
	linger();
	EXPECT_EQ(pthread_mutex_unlock(&mutex), 0);
	join_thread(id);
	EXPECT_EQ(pthread_mutex_destroy(&mutex), 0);
	return test_end();
}
