/* PTHREAD_PROCESS_SHARED: "permits a mutex to be operated upon by any thread that has access to the
 * memory where the mutex is allocated", and so for condition variables. Other threads of both
 * processes run meanwhile. */
#include "tests/test.h"

static struct {
	pthread_mutex_t mutex;
	pthread_cond_t cond;
	int turn, inside;
} * shared;

static _Atomic int ticks, stop;

static void *ticker(void *arg) {
	while (!stop) {
		usleep(1000);
		ticks++;
	}
	return arg;
}

static void play(int me) {
	pthread_t thread = start_thread(ticker, NULL);
	for (int i = 0; i < 100; i++) {
		EXPECT_EQ(pthread_mutex_lock(&shared->mutex), 0);
		EXPECT_EQ(shared->inside++, 0);
		while (shared->turn != me) {
			shared->inside--;
			EXPECT_EQ(pthread_cond_wait(&shared->cond, &shared->mutex), 0);
			EXPECT_EQ(shared->inside++, 0);
		}
		if (i == 50) {
			for (int seen = ticks; ticks < seen + 5;)
				usleep(100);
		}
		shared->turn = !me;
		shared->inside--;
		EXPECT_EQ(pthread_cond_broadcast(&shared->cond), 0);
		EXPECT_EQ(pthread_mutex_unlock(&shared->mutex), 0);
	}
	stop = 1;
	join_thread(thread);
}

static void child(void) {
	play(1);
}

int main(void) {
	pthread_mutexattr_t mutexattr;
	pthread_condattr_t condattr;
	shared = shared_memory(sizeof *shared);
	EXPECT_EQ(pthread_mutexattr_init(&mutexattr), 0);
	EXPECT_EQ(pthread_mutexattr_setpshared(&mutexattr, PTHREAD_PROCESS_SHARED), 0);
	EXPECT_EQ(pthread_mutex_init(&shared->mutex, &mutexattr), 0);
	EXPECT_EQ(pthread_condattr_init(&condattr), 0);
	EXPECT_EQ(pthread_condattr_setpshared(&condattr, PTHREAD_PROCESS_SHARED), 0);
	EXPECT_EQ(pthread_cond_init(&shared->cond, &condattr), 0);
	pid_t pid = start_child(child);
	play(0);
	EXPECT_EQ(reap(pid), 0);
	return test_end();
}
