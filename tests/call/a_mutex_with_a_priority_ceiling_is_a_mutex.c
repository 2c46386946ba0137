/* PTHREAD_PRIO_PROTECT: the mutex excludes as any other; its ceiling is what it was given, and may
 * be changed - pthread_mutex_getprioceiling(3p) */
#include <sched.h>

#include "tests/test.h"

static pthread_mutex_t mutex;
static int inside;

static void *thread(void *arg) {
	struct sched_param param = { .sched_priority = 2 };
	if (pthread_setschedparam(pthread_self(), SCHED_FIFO, &param) != 0)
		SKIP("may not use SCHED_FIFO");
	for (int i = 0; i < 50; i++) {
		EXPECT_EQ(pthread_mutex_lock(&mutex), 0);
		EXPECT_EQ(inside++, 0);
		usleep(10);
		EXPECT_EQ(--inside, 0);
		EXPECT_EQ(pthread_mutex_unlock(&mutex), 0);
		sched_yield();
	}
	return arg;
}

int main(void) {
	pthread_mutexattr_t attr;
	pthread_t threads[4];
	int ceiling, old;
	EXPECT_EQ(pthread_mutexattr_init(&attr), 0);
	EXPECT_EQ(pthread_mutexattr_setprotocol(&attr, PTHREAD_PRIO_PROTECT), 0);
	EXPECT_EQ(pthread_mutexattr_setprioceiling(&attr, 10), 0);
	EXPECT_EQ(pthread_mutex_init(&mutex, &attr), 0);
	for (int i = 0; i < 4; i++)
		threads[i] = start_thread(thread, NULL);
	for (int i = 0; i < 4; i++)
		join_thread(threads[i]);
	EXPECT_EQ(pthread_mutex_getprioceiling(&mutex, &ceiling), 0);
	EXPECT_EQ(ceiling, 10);
	EXPECT_EQ(pthread_mutex_setprioceiling(&mutex, 20, &old), 0);
	EXPECT_EQ(old, 10);
	EXPECT_EQ(pthread_mutex_getprioceiling(&mutex, &ceiling), 0);
	EXPECT_EQ(ceiling, 20);
	return test_end();
}
