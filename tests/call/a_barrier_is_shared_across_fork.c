/* PTHREAD_PROCESS_SHARED: "permit a barrier to be operated upon by any thread that has access to
 * the memory where the barrier is allocated" - pthread_barrierattr_setpshared(3p) */
#include "tests/test.h"

enum { ROUNDS = 50 };
static struct {
	pthread_barrier_t barrier;
	_Atomic int arrived, serial;
} * shared;

static void *thread(void *arg) {
	for (int i = 1; i <= ROUNDS; i++) {
		shared->arrived++;
		shared->serial += pthread_barrier_wait(&shared->barrier) != 0;
		EXPECT(shared->arrived >= 4 * i);
	}
	return arg;
}

static void play(void) {
	pthread_t threads[2] = { start_thread(thread, NULL), start_thread(thread, NULL) };
	join_thread(threads[0]);
	join_thread(threads[1]);
}

int main(void) {
	pthread_barrierattr_t attr;
	shared = shared_memory(sizeof *shared);
	EXPECT_EQ(pthread_barrierattr_init(&attr), 0);
	EXPECT_EQ(pthread_barrierattr_setpshared(&attr, PTHREAD_PROCESS_SHARED), 0);
	EXPECT_EQ(pthread_barrier_init(&shared->barrier, &attr, 4), 0);
	pid_t pid = start_child(play);
	play();
	EXPECT_EQ(reap(pid), 0);
	EXPECT_EQ(shared->serial, ROUNDS);
	return test_end();
}
