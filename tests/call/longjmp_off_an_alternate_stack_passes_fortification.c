/* With _FORTIFY_SOURCE, longjmp checks that it jumps to a frame further out; a jump from the
 * alternate signal stack of a thread is allowed. */
#define _FORTIFY_SOURCE 2
#include <setjmp.h>

#include "tests/test.h"

static __thread sigjmp_buf env;
static __thread char altstack[64 << 10];

static void handler(int sig) {
	(void)sig;
	siglongjmp(env, 1);
}

static void __attribute__((noinline)) deeper(int depth) {
	volatile char frame[1000];
	frame[0] = (char)depth;
	if (depth > 0)
		deeper(depth - 1);
	else
		siglongjmp(env, frame[0] + 2);
}

static void *thread(void *arg) {
	stack_t stack = { .ss_sp = altstack, .ss_size = sizeof altstack };
	EXPECT_EQ(sigaltstack(&stack, NULL), 0);
	for (volatile int i = 0; i < 10; i++) {
		int value = sigsetjmp(env, 1);
		if (value == 0 && i % 2)
			deeper(i);
		if (value == 0)
			EXPECT(raise(SIGUSR1) == 999);
		EXPECT_EQ(value, i % 2 ? 2 : 1);
		sched_yield();
	}
	stack.ss_flags = SS_DISABLE;
	EXPECT_EQ(sigaltstack(&stack, NULL), 0);
	return arg;
}

int main(void) {
	set_handler(SIGUSR1, handler, SA_ONSTACK);
	pthread_t a = start_thread(thread, NULL), b = start_thread(thread, NULL);
	join_thread(a);
	join_thread(b);
	return test_end();
}
