/* order.c - prints in which order its threads came to take their turns. */
#include <sched.h>
#include <semaphore.h>

#include "tests/test.h"

enum { THREADS = 30, ROUNDS = 40, MOST = THREADS * ROUNDS * 8 };

static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t cond = PTHREAD_COND_INITIALIZER;
static pthread_rwlock_t rwlock = PTHREAD_RWLOCK_INITIALIZER;
static sem_t tokens;
static int pipes[THREADS][2], turn;
static char order[MOST];
static _Atomic int length;

static void here(int who) {
	int n = length++;
	EXPECT(n < MOST);
	order[n] = (char)('A' + who);
}

static void *child(void *arg) {
	here((int)(intptr_t)arg);
	return NULL;
}

static void *thread(void *arg) {
	int who = (int)(intptr_t)arg;
	unsigned random = (unsigned)who * 2654435761u + 1;
	for (int i = 0; i < ROUNDS; i++) {
		random = random * 1664525 + 1013904223;
		here(who);
		switch (random >> 16 & 7) {
		case 0: sched_yield(); break;
		case 1:
			pthread_mutex_lock(&mutex);
			sched_yield();
			here(who);
			pthread_mutex_unlock(&mutex);
			break;
		case 2:
			sem_wait(&tokens);
			sched_yield();
			here(who);
			sem_post(&tokens);
			break;
		case 3:
			tell(pipes[who][1]);
			hear(pipes[who][0]);
			break;
		case 4:
			if (who % 2)
				pthread_rwlock_wrlock(&rwlock);
			else
				pthread_rwlock_rdlock(&rwlock);
			sched_yield();
			pthread_rwlock_unlock(&rwlock);
			break;
		case 5: join_thread(start_thread(child, arg)); break;
		default:
			tell(pipes[(who + 1) % THREADS][1]);
			sched_yield();
			hear(pipes[(who + 1) % THREADS][0]);
			break;
		}
	}
	pthread_mutex_lock(&mutex); /* they end in the reverse order of their making */
	while (turn != THREADS - 1 - who)
		pthread_cond_wait(&cond, &mutex);
	turn++;
	here(who);
	pthread_cond_broadcast(&cond);
	pthread_mutex_unlock(&mutex);
	return NULL;
}

int main(void) {
	pthread_t threads[THREADS];
	sem_init(&tokens, 0, 3);
	for (int i = 0; i < THREADS; i++)
		EXPECT_EQ(pipe(pipes[i]), 0);
	for (intptr_t i = 0; i < THREADS; i++)
		threads[i] = start_thread(thread, (void *)i);
	for (int i = 0; i < THREADS; i++)
		join_thread(threads[i]);
	printf("%.*s\n", length, order);
	return test_end();
}
