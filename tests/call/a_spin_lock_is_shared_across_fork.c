/* PTHREAD_PROCESS_SHARED: "The lock may be operated on by any thread that has access to the memory"
 * - pthread_spin_init(3) */
#include "tests/test.h"

static struct {
	pthread_spinlock_t lock;
	int count;
} * shared;

static void *thread(void *arg) {
	for (int i = 0; i < 200; i++) {
		EXPECT_EQ(pthread_spin_lock(&shared->lock), 0);
		int count = shared->count;
		if (i % 20 == 0)
			usleep(1);
		shared->count = count + 1;
		EXPECT_EQ(pthread_spin_unlock(&shared->lock), 0);
	}
	return arg;
}

static void play(void) {
	pthread_t threads[2] = { start_thread(thread, NULL), start_thread(thread, NULL) };
	join_thread(threads[0]);
	join_thread(threads[1]);
}

int main(void) {
	shared = shared_memory(sizeof *shared);
	EXPECT_EQ(pthread_spin_init(&shared->lock, PTHREAD_PROCESS_SHARED), 0);
	pid_t pid = start_child(play);
	play();
	EXPECT_EQ(reap(pid), 0);
	EXPECT_EQ(shared->count, 800);
	return test_end();
}
