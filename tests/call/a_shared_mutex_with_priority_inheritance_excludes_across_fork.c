/* PTHREAD_PRIO_INHERIT and PTHREAD_PROCESS_SHARED together: threads of two processes contend. */
#include "tests/test.h"

static struct {
	pthread_mutex_t mutex;
	int inside, count;
} * shared;

static void *thread(void *arg) {
	for (int i = 0; i < 100; i++) {
		EXPECT_EQ(pthread_mutex_lock(&shared->mutex), 0);
		EXPECT_EQ(shared->inside++, 0);
		shared->count++;
		if (i % 3 == 0)
			usleep(10);
		EXPECT_EQ(--shared->inside, 0);
		EXPECT_EQ(pthread_mutex_unlock(&shared->mutex), 0);
	}
	return arg;
}

static void play(void) {
	pthread_t threads[2] = { start_thread(thread, NULL), start_thread(thread, NULL) };
	join_thread(threads[0]);
	join_thread(threads[1]);
}

int main(void) {
	pthread_mutexattr_t attr;
	shared = shared_memory(sizeof *shared);
	EXPECT_EQ(pthread_mutexattr_init(&attr), 0);
	EXPECT_EQ(pthread_mutexattr_setpshared(&attr, PTHREAD_PROCESS_SHARED), 0);
	EXPECT_EQ(pthread_mutexattr_setprotocol(&attr, PTHREAD_PRIO_INHERIT), 0);
	EXPECT_EQ(pthread_mutex_init(&shared->mutex, &attr), 0);
	pid_t pid = start_child(play);
	play();
	EXPECT_EQ(reap(pid), 0);
	EXPECT_EQ(shared->count, 400);
	return test_end();
}
