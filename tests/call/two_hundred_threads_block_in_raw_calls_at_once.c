/* As many threads as there are block in the kernel at the same time, each in a call that no library sees;
 * another process lets them go on. (An argument says after how many it begins: where there are fewer
 * kernel threads than that, the others come after them.) */
#include "tests/test.h"

enum { THREADS = 200 };

static struct { _Atomic int begun; } * shared;
static int fds[2], least = THREADS, after;

static void lets_go(void) {
	while (shared->begun < least)
		usleep(1000);
	if (least < THREADS)
		usleep(200000); /* so that it is seen that no more can begin */
	for (int i = 0; i < THREADS; i++, usleep(100))
		tell(fds[1]);
}

static void *blocks(void *arg) {
	char c = 0;
	shared->begun++;
	EXPECT_EQ(raw_syscall(SYS_read, fds[0], (long)&c, 1, 0), 1);
	EXPECT_EQ(c, 'x');
	__atomic_fetch_add(&after, 1, __ATOMIC_RELAXED);
	return arg;
}

int main(int argc, char **argv) {
	static pthread_t threads[THREADS];
	if (argc > 1)
		least = atoi(argv[1]);
	shared = shared_memory(sizeof *shared);
	EXPECT_EQ(pipe(fds), 0);
	pid_t pid = start_child(lets_go);
	for (intptr_t i = 0; i < THREADS; i++)
		threads[i] = start_thread(blocks, (void *)i);
	for (intptr_t i = 0; i < THREADS; i++)
		EXPECT(join_thread(threads[i]) == (void *)i);
	EXPECT_EQ(after, THREADS);
	EXPECT_EQ(reap(pid), 0);
	return test_end();
}
