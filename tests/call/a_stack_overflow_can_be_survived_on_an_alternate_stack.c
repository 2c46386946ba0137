/* sigaltstack(2): "an alternate signal stack may be used by a process that wants to handle stack
 * overflow": the thread's SIGSEGV handler runs there, and jumps out of the recursion. */
#include <setjmp.h>

#include "tests/test.h"

static __thread sigjmp_buf env;
static __thread char altstack[64 << 10];
static __thread char *lowest;

static void handler(int sig) {
	(void)sig;
	EXPECT((char *)&sig >= altstack && (char *)&sig < altstack + sizeof altstack);
	siglongjmp(env, 1);
}

static int recurse(int n) {
	volatile char frame[1024];
	frame[0] = (char)n;
	lowest = (char *)frame;
	int deeper = n < 1000000 ? recurse(n + 1) : 0;
	return deeper + frame[0];
}

static void *thread(void *arg) {
	stack_t stack = { .ss_sp = altstack, .ss_size = sizeof altstack };
	char here;
	EXPECT_EQ(sigaltstack(&stack, NULL), 0);
	for (volatile int i = 0; i < 3; i++) {
		if (sigsetjmp(env, 1) == 0)
			FAIL("no overflow, but %d", recurse(0));
		EXPECT(&here - lowest > 200 << 10);
		usleep(100);
	}
	stack.ss_flags = SS_DISABLE;
	EXPECT_EQ(sigaltstack(&stack, NULL), 0);
	return arg;
}

int main(void) {
	pthread_attr_t attr;
	pthread_t a, b;
	set_handler(SIGSEGV, handler, SA_ONSTACK);
	EXPECT_EQ(pthread_attr_init(&attr), 0);
	EXPECT_EQ(pthread_attr_setstacksize(&attr, 512 << 10), 0);
	EXPECT_EQ(pthread_create(&a, &attr, thread, NULL), 0);
	EXPECT_EQ(pthread_create(&b, &attr, thread, NULL), 0);
	join_thread(a);
	join_thread(b);
	return test_end();
}
