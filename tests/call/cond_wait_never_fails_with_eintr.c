/* "These functions shall not return an error code of [EINTR]." A handler that runs meanwhile makes
 * at most for a spurious wake-up with the mutex locked. - pthread_cond_wait(3p) */
#include "tests/test.h"

static pthread_mutex_t mutex = PTHREAD_ERRORCHECK_MUTEX_INITIALIZER_NP;
static pthread_cond_t cond = PTHREAD_COND_INITIALIZER;
static _Atomic int handled;
static int go;

static void handler(int sig) {
	(void)sig;
	handled++;
}

static void *waiter(void *arg) {
	struct timespec at = in_ms(CLOCK_REALTIME, 30000);
	EXPECT_EQ(pthread_mutex_lock(&mutex), 0);
	while (!go) {
		if (arg)
			EXPECT_EQ(pthread_cond_timedwait(&cond, &mutex, &at), 0);
		else
			EXPECT_EQ(pthread_cond_wait(&cond, &mutex), 0);
		EXPECT_EQ(pthread_mutex_lock(&mutex), EDEADLK);
	}
	EXPECT_EQ(pthread_mutex_unlock(&mutex), 0);
	return arg;
}

int main(void) {
	set_handler(SIGUSR1, handler, 0);
	for (int timed = 0; timed < 2; timed++) {
		go = 0;
		handled = 0;
		pthread_t id = start_thread(waiter, timed ? &cond : NULL);
		for (int i = 0; i < 5; i++) {
			linger();
			EXPECT_EQ(pthread_kill(id, SIGUSR1), 0);
			while (handled <= i)
				usleep(100);
		}
		EXPECT_EQ(pthread_mutex_lock(&mutex), 0);
		go = 1;
		EXPECT_EQ(pthread_cond_signal(&cond), 0);
		EXPECT_EQ(pthread_mutex_unlock(&mutex), 0);
		join_thread(id);
	}
	return test_end();
}
