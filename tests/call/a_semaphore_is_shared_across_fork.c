/* "If pshared is nonzero, then the semaphore is shared between processes, and should be located in
 * a region of shared memory" - sem_init(3). While one thread waits for the other process, the
 * others run. */
#include <semaphore.h>

#include "tests/test.h"

static struct { sem_t ping, pong; } * shared;
static _Atomic int ticks;

static void *ticker(void *arg) {
	for (ticks = 0; ticks < 20; ticks++)
		usleep(1000);
	EXPECT_EQ(sem_post(&shared->ping), 0); /* nobody else does */
	return arg;
}

static void child(void) {
	for (int i = 0; i < 100; i++) {
		EXPECT_EQ(sem_wait(&shared->ping), 0);
		EXPECT_EQ(sem_post(&shared->pong), 0);
	}
}

int main(void) {
	shared = shared_memory(sizeof *shared);
	EXPECT_EQ(sem_init(&shared->ping, 1, 0), 0);
	EXPECT_EQ(sem_init(&shared->pong, 1, 0), 0);
	pid_t pid = start_child(child);
	pthread_t id = start_thread(ticker, NULL);
	struct timespec at = in_ms(CLOCK_REALTIME, 30000);
	EXPECT_EQ(sem_wait(&shared->pong), 0);
	EXPECT_EQ(ticks, 20);
	for (int i = 1; i < 100; i++) {
		EXPECT_EQ(sem_post(&shared->ping), 0);
		EXPECT_EQ(sem_timedwait(&shared->pong, &at), 0);
	}
	join_thread(id);
	EXPECT_EQ(reap(pid), 0);
	EXPECT_ERRNO(sem_trywait(&shared->pong), EAGAIN);
	return test_end();
}
