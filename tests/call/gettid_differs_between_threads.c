/* "In a multithreaded process, all threads have the same PID, but each one has a unique TID." -
 * gettid(2). Programs own locks by it. */
#include <sys/syscall.h>

#include "tests/test.h"

enum { N = 5 };
static pid_t tids[N];
static pthread_barrier_t barrier;

static void *thread(void *arg) {
	pid_t *mine = arg;
	*mine = gettid();
	EXPECT_EQ(syscall(SYS_gettid), *mine);
	pthread_barrier_wait(&barrier);
	EXPECT(*mine > 0 && *mine != getpid());
	for (int i = 0; i < N; i++)
		EXPECT_EQ(tids[i] == *mine, &tids[i] == mine);
	pthread_barrier_wait(&barrier);
	EXPECT_EQ(gettid(), *mine);
	return NULL;
}

int main(void) {
	pthread_t threads[N];
	EXPECT_EQ(pthread_barrier_init(&barrier, NULL, N), 0);
	for (int i = 0; i < N; i++)
		threads[i] = start_thread(thread, &tids[i]);
	for (int i = 0; i < N; i++)
		join_thread(threads[i]);
	EXPECT_EQ(gettid(), getpid());
	return test_end();
}
