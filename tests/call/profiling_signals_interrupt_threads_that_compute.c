/* ITIMER_PROF: SIGPROF as the process uses processor time - setitimer(2). The handler runs in threads that
 * compute and make no call. */
#include <sys/time.h>

#include "tests/test.h"

enum { THREADS = 4, ENOUGH = 50 };

static _Atomic int handled;
static __thread volatile int computes;

static void handler(int sig) {
	EXPECT_EQ(sig, SIGPROF);
	if (computes)
		handled++;
}

static void *thread(void *arg) {
	volatile double x = 1;
	computes = 1;
	while (handled < ENOUGH)
		x = x * 1.5 / 1.5;
	computes = 0;
	EXPECT(x > 0.99 && x < 1.01);
	return arg;
}

int main(void) {
	struct itimerval every = { { 0, 1000 }, { 0, 1000 } }, never = { { 0, 0 }, { 0, 0 } };
	pthread_t threads[THREADS];
	set_handler(SIGPROF, handler, SA_RESTART);
	EXPECT_EQ(setitimer(ITIMER_PROF, &every, NULL), 0);
	for (int i = 0; i < THREADS; i++)
		threads[i] = start_thread(thread, NULL);
	for (int i = 0; i < THREADS; i++)
		join_thread(threads[i]);
	EXPECT_EQ(setitimer(ITIMER_PROF, &never, NULL), 0);
	return test_end();
}
