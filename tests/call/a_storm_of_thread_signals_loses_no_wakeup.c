/* Threads that wait for each other on semaphores, conditions and pipes, while signals with
 * SA_RESTART rain on all of them: nobody misses a wake-up, nobody gets an error. */
#include <semaphore.h>

#include "tests/test.h"

enum { ROUNDS = 400 };
static sem_t ping, pong;
static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t cond = PTHREAD_COND_INITIALIZER;
static int turn, fds[2];
static _Atomic int ended;

static void handler(int sig) {
	(void)sig;
}

static void *semaphores(void *arg) {
	for (int i = 0; i < ROUNDS; i++) {
		EXPECT_EQ(sem_post(arg ? &ping : &pong), 0);
		EXPECT_EQ(sem_wait(arg ? &pong : &ping), 0);
	}
	ended++;
	return NULL;
}

static void *conditions(void *arg) {
	for (int i = 0; i < ROUNDS; i++) {
		EXPECT_EQ(pthread_mutex_lock(&mutex), 0);
		while (turn != (arg != NULL))
			EXPECT_EQ(pthread_cond_wait(&cond, &mutex), 0);
		turn = !turn;
		EXPECT_EQ(pthread_cond_signal(&cond), 0);
		EXPECT_EQ(pthread_mutex_unlock(&mutex), 0);
	}
	ended++;
	return NULL;
}

static void *pipes(void *arg) {
	for (int i = 0; i < ROUNDS; i++) {
		if (arg)
			tell(fds[1]);
		else
			hear(fds[0]);
	}
	ended++;
	return NULL;
}

int main(void) {
	static void *(*const fns[])(void *) = { semaphores, conditions, pipes };
	pthread_t threads[6];
	EXPECT_EQ(pipe(fds), 0);
	EXPECT_EQ(sem_init(&ping, 0, 0), 0);
	EXPECT_EQ(sem_init(&pong, 0, 0), 0);
	set_handler(SIGUSR1, handler, SA_RESTART);
	for (int i = 0; i < 6; i++)
		threads[i] = start_thread(fns[i / 2], i % 2 ? fds : NULL);
	for (int i = 0; ended < 6; i++) {
		EXPECT_EQ(pthread_kill(threads[i % 6], SIGUSR1), 0);
		if (i % 6 == 0)
			usleep(20);
	}
	for (int i = 0; i < 6; i++)
		join_thread(threads[i]);
	return test_end();
}
