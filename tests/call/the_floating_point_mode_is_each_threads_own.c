/* The rounding mode belongs to the thread: "each thread has its own floating-point environment"; a
 * new one begins with that of its creator - fenv(3), pthread_create(3p) */
#include "tests/test.h"

#if defined __x86_64__
#include <xmmintrin.h>

static void *thread(void *arg) {
	unsigned mode = (unsigned)(uintptr_t)arg;
	EXPECT_EQ(_MM_GET_ROUNDING_MODE(), _MM_ROUND_UP); /* main's */
	_MM_SET_ROUNDING_MODE(mode);
	for (int i = 0; i < 20; i++) {
		if (i % 2)
			sched_yield();
		else
			usleep(50);
		EXPECT_EQ(_MM_GET_ROUNDING_MODE(), mode);
	}
	return NULL;
}

int main(void) {
	static const unsigned modes[] = { _MM_ROUND_NEAREST, _MM_ROUND_DOWN, _MM_ROUND_TOWARD_ZERO };
	pthread_t threads[3];
	_MM_SET_ROUNDING_MODE(_MM_ROUND_UP);
	for (int i = 0; i < 3; i++)
		threads[i] = start_thread(thread, (void *)(uintptr_t)modes[i]);
	for (int i = 0; i < 3; i++) {
		join_thread(threads[i]);
		EXPECT_EQ(_MM_GET_ROUNDING_MODE(), _MM_ROUND_UP);
	}
	return test_end();
}
#else
int main(void) {
	SKIP("knows x86-64 only");
}
#endif
