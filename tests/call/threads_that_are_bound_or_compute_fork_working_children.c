/* "The child process is created with a single thread - the one that called fork()" - fork(2): whichever that was, one
 * that is bound to a processor, has been computing, or holds a robust mutex, and the child makes threads and children
 * of its own. */
#include <sched.h>

#include "tests/test.h"

enum { ROUNDS = 4 };
static _Atomic int turn;
static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t cond = PTHREAD_COND_INITIALIZER;
static pthread_mutex_t *robust;
static cpu_set_t all, one;

static void *wait_and_compute(void *arg) {
	pthread_mutex_lock(&mutex);
	turn++;
	pthread_cond_broadcast(&cond);
	while (turn < 3)
		pthread_cond_wait(&cond, &mutex);
	pthread_mutex_unlock(&mutex);
	compute_for(3);
	turn++;
	while (turn < 6)
		;
	usleep(1000);
	return arg;
}

static void grandchild(void) {
	EXPECT_EQ(gettid(), getpid());
	turn = 5;
	join_thread(start_thread(wait_and_compute, NULL));
}

static void *forks_again(void *arg) {
	EXPECT(gettid() != getpid());
	EXPECT_EQ(run_in_child(grandchild), 0);
	return arg;
}

static void child(void) {
	pthread_t id[3];
	EXPECT_EQ(gettid(), getpid());
	turn = 0;
	for (int i = 0; i < 3; i++)
		id[i] = start_thread(wait_and_compute, NULL);
	for (int i = 0; i < 3; i++)
		join_thread(id[i]);
	join_thread(start_thread(forks_again, NULL));
	EXPECT_EQ(sched_setaffinity(0, sizeof all, &all), 0);
	usleep(1000);
}

static void *bound(void *arg) {
	for (int i = 0; i < ROUNDS; i++) {
		EXPECT_EQ(sched_setaffinity(0, sizeof one, i % 2 ? &all : &one), 0);
		EXPECT_EQ(run_in_child(child), 0);
	}
	return arg;
}

static void *computing(void *arg) {
	for (int i = 0; i < ROUNDS; i++) {
		compute_for(15);
		pid_t pid = fork(); /* without a call in between */
		if (pid == 0) {
			child();
			_exit(0);
		}
		EXPECT_EQ(reap(pid), 0);
	}
	return arg;
}

static void *holding(void *arg) {
	for (int i = 0; i < ROUNDS; i++) {
		EXPECT_EQ(pthread_mutex_lock(robust), 0);
		EXPECT_EQ(run_in_child(child), 0);
		EXPECT_EQ(pthread_mutex_unlock(robust), 0);
	}
	return arg;
}

int main(void) {
	void *(*const kind[])(void *) = { bound, computing, holding };
	pthread_mutexattr_t attr;
	pthread_t id[3];
	int cpu = 0;
	EXPECT_EQ(sched_getaffinity(0, sizeof all, &all), 0);
	while (!CPU_ISSET(cpu, &all))
		cpu++;
	CPU_SET(cpu, &one);
	robust = shared_memory(sizeof *robust);
	EXPECT_EQ(pthread_mutexattr_init(&attr), 0);
	EXPECT_EQ(pthread_mutexattr_setrobust(&attr, PTHREAD_MUTEX_ROBUST), 0);
	EXPECT_EQ(pthread_mutexattr_setpshared(&attr, PTHREAD_PROCESS_SHARED), 0);
	EXPECT_EQ(pthread_mutex_init(robust, &attr), 0);
	for (int i = 0; i < 3; i++)
		id[i] = start_thread(kind[i], NULL);
	for (int i = 0; i < 3; i++)
		join_thread(id[i]);
	return test_end();
}
