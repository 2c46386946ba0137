/* Thousands of SIGALRM while threads lock, wait and switch: every handler run ends, everybody's
 * data is whole. SA_RESTART makes it invisible. */
#include <semaphore.h>
#include <sys/time.h>

#include "tests/test.h"

enum { THREADS = 5, ROUNDS = 1500 };
static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
static sem_t posted;
static volatile sig_atomic_t handled;
static int count, fds[2];

static void handler(int sig) {
	int saved = errno;
	(void)sig;
	handled++;
	EXPECT_EQ(sem_post(&posted), 0);
	errno = saved;
}

static void *thread(void *arg) {
	char c;
	for (int i = 0; i < ROUNDS; i++) {
		EXPECT_EQ(pthread_mutex_lock(&mutex), 0);
		int was = count;
		if (i % 8 == 0)
			sched_yield();
		count = was + 1;
		EXPECT_EQ(pthread_mutex_unlock(&mutex), 0);
		if (i % 2)
			EXPECT_EQ(write(fds[1], "x", 1), 1);
		else
			EXPECT_EQ(i < 2 ? 1 : read(fds[0], &c, 1), 1);
	}
	return arg;
}

int main(void) {
	struct itimerval every = { { 0, 200 }, { 0, 200 } }, never = { { 0, 0 }, { 0, 0 } };
	pthread_t threads[THREADS];
	int value;
	EXPECT_EQ(pipe(fds), 0);
	EXPECT_EQ(sem_init(&posted, 0, 0), 0);
	set_handler(SIGALRM, handler, SA_RESTART);
	EXPECT_EQ(setitimer(ITIMER_REAL, &every, NULL), 0);
	for (int i = 0; i < THREADS; i++)
		threads[i] = start_thread(thread, NULL);
	for (int i = 0; i < THREADS; i++)
		join_thread(threads[i]);
	while (handled < 1000)
		thread(NULL);
	EXPECT_EQ(setitimer(ITIMER_REAL, &never, NULL), 0);
	EXPECT_EQ(count % ROUNDS, 0);
	EXPECT_EQ(sem_getvalue(&posted, &value), 0);
	EXPECT_EQ(value, handled);
	return test_end();
}
