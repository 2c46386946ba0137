/* fork(2) by the main thread and by a thread that computes itself, while others compute without a call or
 * block in the kernel: the child has one thread, which can make others, and the parent goes on. */
#include "tests/test.h"

enum { COMPUTING = 3, FORKS = 5 };

static _Atomic int stop, begun;
static int fds[2];

static void *computes(void *arg) {
	begun++;
	while (!stop)
		;
	return arg;
}

static void *blocks(void *arg) {
	char c;
	begun++;
	EXPECT_EQ(raw_syscall(SYS_read, fds[0], (long)&c, 1, 0), 1);
	return arg;
}

static void *adds(void *arg) {
	(*(int *)arg)++;
	return arg;
}

static void child(void) {
	int count = 0;
	for (int i = 0; i < 10; i++)
		join_thread(start_thread(adds, &count));
	EXPECT_EQ(count, 10);
	pthread_t thread = start_thread(computes, NULL);
	while (begun <= COMPUTING + 2)
		;
	stop = 1;
	join_thread(thread);
	exit(9);
}

static void spin(void) {
	int64_t start = now_ms();
	while (now_ms() < start + 30)
		;
}

static void *forks(void *arg) {
	begun++;
	for (int i = 0; i < FORKS; i++) {
		spin();
		EXPECT_EQ(run_in_child(child), 9);
	}
	return arg;
}

int main(void) {
	pthread_t threads[COMPUTING];
	EXPECT_EQ(pipe(fds), 0);
	for (int i = 0; i < COMPUTING; i++)
		threads[i] = start_thread(computes, NULL);
	pthread_t blocked = start_thread(blocks, NULL), forker = start_thread(forks, NULL);
	while (begun < COMPUTING + 2)
		;
	for (int i = 0; i < FORKS; i++) {
		EXPECT_EQ(run_in_child(child), 9);
		spin();
	}
	join_thread(forker);
	tell(fds[1]);
	join_thread(blocked);
	stop = 1;
	for (int i = 0; i < COMPUTING; i++)
		join_thread(threads[i]);
	return test_end();
}
