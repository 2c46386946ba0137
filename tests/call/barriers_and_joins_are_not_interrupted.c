/* "If a signal is delivered to a thread blocked on a barrier, upon return from the signal handler
 * the thread shall resume waiting at the barrier" - pthread_barrier_wait(3p); "The
 * pthread_join() function shall not return an error code of [EINTR]" - pthread_join(3p) */
#include "tests/test.h"

static pthread_barrier_t barrier;
static _Atomic int handled, go;

static void handler(int sig) {
	(void)sig;
	handled++;
}

static void *at_barrier(void *arg) {
	int result = pthread_barrier_wait(&barrier);
	EXPECT(result == 0 || result == PTHREAD_BARRIER_SERIAL_THREAD);
	EXPECT(go);
	return arg;
}

static void *joins(void *arg) {
	EXPECT_EQ(pthread_join(*(pthread_t *)arg, NULL), 0);
	EXPECT(go);
	return NULL;
}

int main(void) {
	set_handler(SIGUSR1, handler, 0);
	EXPECT_EQ(pthread_barrier_init(&barrier, NULL, 2), 0);
	pthread_t waits = start_thread(at_barrier, NULL), joiner = start_thread(joins, &waits);
	for (int i = 0; i < 10; i++) {
		linger();
		EXPECT_EQ(pthread_kill(i % 2 ? waits : joiner, SIGUSR1), 0);
		while (handled <= i)
			usleep(100);
	}
	go = 1;
	at_barrier(NULL);
	join_thread(joiner);
	return test_end();
}
