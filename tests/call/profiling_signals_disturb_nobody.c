/* ITIMER_PROF: SIGPROF for the CPU time of the process - setitimer(2). A profiler's handler runs in
 * the midst of whatever threads do, their switches included. */
#include <sys/time.h>

#include "tests/test.h"

enum { THREADS = 4 };
static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
static volatile sig_atomic_t handled;
static int count;

static void handler(int sig) {
	EXPECT_EQ(sig, SIGPROF);
	handled++;
}

static void *thread(void *arg) {
	int mine = 0;
	volatile double x = 1;
	errno = 33;
	while (handled < 50) {
		for (int i = 0; i < 200000; i++) /* yielding alone takes no CPU time */
			x = x * 1.5 / 1.5;
		EXPECT_EQ(pthread_mutex_lock(&mutex), 0);
		count++;
		EXPECT_EQ(pthread_mutex_unlock(&mutex), 0);
		mine++;
		sched_yield();
	}
	EXPECT_EQ(errno, 33);
	EXPECT(x > 0.99 && x < 1.01);
	*(int *)arg = mine;
	return NULL;
}

int main(void) {
	struct itimerval every = { { 0, 1000 }, { 0, 1000 } }, never = { { 0, 0 }, { 0, 0 } };
	pthread_t threads[THREADS];
	int mine[THREADS];
	set_handler(SIGPROF, handler, SA_RESTART);
	EXPECT_EQ(setitimer(ITIMER_PROF, &every, NULL), 0);
	for (int i = 0; i < THREADS; i++)
		threads[i] = start_thread(thread, &mine[i]);
	for (int i = 0; i < THREADS; i++)
		join_thread(threads[i]);
	EXPECT_EQ(setitimer(ITIMER_PROF, &never, NULL), 0);
	for (int i = 0; i < THREADS; i++)
		count -= mine[i];
	EXPECT_EQ(count, 0);
	return test_end();
}
