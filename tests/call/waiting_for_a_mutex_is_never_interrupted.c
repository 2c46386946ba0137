/* "If a signal is delivered to a thread waiting for a mutex, upon return from the signal handler
 * the thread shall resume waiting for the mutex as if it was not interrupted." -
 * pthread_mutex_lock(3p) */
#include "tests/test.h"

static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
static _Atomic int handled, free_now;

static void handler(int sig) {
	(void)sig;
	handled++;
}

static void *waiter(void *arg) {
	struct timespec at = in_ms(CLOCK_REALTIME, 30000);
	if (arg)
		EXPECT_EQ(pthread_mutex_timedlock(&mutex, &at), 0);
	else
		EXPECT_EQ(pthread_mutex_lock(&mutex), 0);
	EXPECT(free_now);
	EXPECT_EQ(pthread_mutex_unlock(&mutex), 0);
	return arg;
}

int main(void) {
	set_handler(SIGUSR1, handler, 0);
	for (int timed = 0; timed < 2; timed++) {
		free_now = handled = 0;
		EXPECT_EQ(pthread_mutex_lock(&mutex), 0);
		pthread_t id = start_thread(waiter, timed ? &mutex : NULL);
		for (int i = 0; i < 5; i++) {
			linger();
			EXPECT_EQ(pthread_kill(id, SIGUSR1), 0);
			while (handled <= i)
				usleep(100);
		}
		free_now = 1;
		EXPECT_EQ(pthread_mutex_unlock(&mutex), 0);
		join_thread(id);
	}
	return test_end();
}
