/* Threads that have computed, or blocked in the kernel, for a while, and so may run apart from the others,
 * end by a return, by pthread_exit, and by a cancellation at their next point: results, cleanup handlers
 * and destructors are as ever. */
#include "tests/test.h"

enum { THREADS = 30 };

static pthread_key_t key;
static _Atomic int cleanups, destructors;
static int fds[2];

static void cleanup(void *arg) {
	(void)arg;
	cleanups++;
}

static void destroy(void *value) {
	EXPECT(value == &key);
	destructors++;
}

/* So long that others are let in; which is no matter of what is right. */
static void compute(void) {
	int64_t start = now_ms();
	while (now_ms() < start + 15)
		;
}

static void block(void) {
	char c;
	EXPECT_EQ(raw_syscall(SYS_read, fds[0], (long)&c, 1, 0), 1);
}

static void *thread(void *arg) {
	intptr_t n = (intptr_t)arg;
	pthread_setspecific(key, &key);
	pthread_cleanup_push(cleanup, NULL);
	if (n % 2)
		block();
	else
		compute();
	if (n % 3 == 0)
		pthread_exit(arg);
	if (n % 3 == 1) {
		for (;;)
			pthread_testcancel();
	}
	pthread_cleanup_pop(1);
	return arg;
}

int main(void) {
	static pthread_t threads[THREADS];
	EXPECT_EQ(pipe(fds), 0);
	pthread_key_create(&key, destroy);
	for (intptr_t i = 0; i < THREADS; i++)
		threads[i] = start_thread(thread, (void *)i);
	for (int i = 0; i < THREADS / 2; i++)
		tell(fds[1]);
	for (int i = 1; i < THREADS; i += 3)
		EXPECT_EQ(pthread_cancel(threads[i]), 0);
	for (intptr_t i = 0; i < THREADS; i++)
		EXPECT(join_thread(threads[i]) == (i % 3 == 1 ? PTHREAD_CANCELED : (void *)i));
	EXPECT_EQ(cleanups, THREADS);
	EXPECT_EQ(destructors, THREADS);
	return test_end();
}
