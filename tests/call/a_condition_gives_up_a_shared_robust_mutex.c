/* A robust mutex that processes share, with a condition variable that they share and with a private one:
 * a thread that waits gives it up, and has it again afterwards - pthread_cond_wait(3p). While it is
 * held, the thread may do whatever threads do. */
#include <semaphore.h>

#include "tests/test.h"

static struct {
	pthread_mutex_t mutex;
	pthread_cond_t cond;
	int turn, count;
} * shared;
static pthread_cond_t private = PTHREAD_COND_INITIALIZER;
static pthread_cond_t *cond;

static void *nothing(void *arg) {
	usleep(10);
	return arg;
}

static void *plays(void *arg) {
	int me = arg != NULL;
	for (int i = 0; i < 20; i++) {
		EXPECT_EQ(pthread_mutex_lock(&shared->mutex), 0);
		while (shared->turn != me)
			EXPECT_EQ(pthread_cond_wait(cond, &shared->mutex), 0);
		shared->turn = !me;
		shared->count++;
		if (i % 5 == 0)
			join_thread(start_thread(nothing, NULL));
		if (i % 7 == 0)
			usleep(10);
		EXPECT_EQ(pthread_cond_broadcast(cond), 0);
		EXPECT_EQ(pthread_mutex_trylock(&shared->mutex), EBUSY);
		EXPECT_EQ(pthread_mutex_unlock(&shared->mutex), 0);
	}
	return NULL;
}

static void child(void) {
	plays(shared);
}

int main(void) {
	pthread_mutexattr_t attr;
	pthread_condattr_t condattr;
	shared = shared_memory(sizeof *shared);
	EXPECT_EQ(pthread_mutexattr_init(&attr), 0);
	EXPECT_EQ(pthread_mutexattr_setpshared(&attr, PTHREAD_PROCESS_SHARED), 0);
	EXPECT_EQ(pthread_mutexattr_setrobust(&attr, PTHREAD_MUTEX_ROBUST), 0);
	EXPECT_EQ(pthread_mutex_init(&shared->mutex, &attr), 0);
	EXPECT_EQ(pthread_condattr_init(&condattr), 0);
	EXPECT_EQ(pthread_condattr_setpshared(&condattr, PTHREAD_PROCESS_SHARED), 0);
	EXPECT_EQ(pthread_cond_init(&shared->cond, &condattr), 0);

	cond = &private;
	pthread_t other = start_thread(plays, shared);
	plays(NULL);
	join_thread(other);
	EXPECT_EQ(shared->count, 40);

	cond = &shared->cond;
	pid_t pid = start_child(child);
	join_thread(start_thread(plays, NULL));
	EXPECT_EQ(reap(pid), 0);
	EXPECT_EQ(shared->count, 80);
	EXPECT_EQ(pthread_cond_wait(&private, &shared->mutex), EPERM);
	return test_end();
}
