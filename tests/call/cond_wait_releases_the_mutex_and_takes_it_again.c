/* "These functions atomically release mutex and cause the calling thread to block on the condition
 * variable cond"; "Upon successful return, the mutex shall have been locked and shall be owned
 * by the calling thread." - pthread_cond_wait(3p) */
#include "tests/test.h"

static pthread_mutex_t mutex = PTHREAD_ERRORCHECK_MUTEX_INITIALIZER_NP;
static pthread_cond_t cond = PTHREAD_COND_INITIALIZER;
static int waiting, go;

static void *waiter(void *arg) {
	EXPECT_EQ(pthread_mutex_lock(&mutex), 0);
	waiting++;
	while (!go)
		EXPECT_EQ(pthread_cond_wait(&cond, &mutex), 0);
	EXPECT_EQ(pthread_mutex_lock(&mutex), EDEADLK); /* it is ours */
	EXPECT_EQ(pthread_mutex_unlock(&mutex), 0);
	return arg;
}

int main(void) {
	pthread_t id = start_thread(waiter, NULL);
	for (int seen = 0; !seen; sched_yield()) {
		EXPECT_EQ(pthread_mutex_lock(&mutex), 0); /* which it released, if it waits */
		seen = waiting;
		EXPECT_EQ(pthread_mutex_unlock(&mutex), 0);
	}
	EXPECT_EQ(pthread_mutex_lock(&mutex), 0);
	go = 1;
	EXPECT_EQ(pthread_cond_signal(&cond), 0);
	linger(); /* it cannot return while we hold the mutex */
	EXPECT_EQ(go, 1);
	EXPECT_EQ(pthread_mutex_unlock(&mutex), 0);
	join_thread(id);
	EXPECT_EQ(pthread_cond_destroy(&cond), 0);
	return test_end();
}
