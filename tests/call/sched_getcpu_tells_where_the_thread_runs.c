/* "sched_getcpu() returns the number of the CPU on which the calling thread is currently executing" -
 * sched_getcpu(3), in main and in other threads, also after they have computed for a while. */
#include <sched.h>

#include "tests/test.h"

/* The thread may be moved between two calls, but not each time. */
static void check(void) {
	unsigned cpu, told;
	int tries = 100;
	do {
		EXPECT(tries-- > 0);
		told = (unsigned)sched_getcpu();
		EXPECT_EQ(syscall(SYS_getcpu, &cpu, NULL, NULL), 0);
	} while (told != cpu);
}

static void *thread(void *arg) {
	for (int i = 0; i < 20; i++) {
		for (int64_t begin = now_ms(); now_ms() - begin < 5;)
			check();
		usleep(500);
		check();
	}
	return arg;
}

int main(void) {
	pthread_t threads[3];
	for (int i = 0; i < 3; i++)
		threads[i] = start_thread(thread, NULL);
	thread(NULL);
	for (int i = 0; i < 3; i++)
		join_thread(threads[i]);
	return test_end();
}
