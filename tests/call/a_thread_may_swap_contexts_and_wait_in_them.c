/* makecontext(3), swapcontext(3): contexts of the program's own within a thread, as its fibers; a
 * call that waits in one of them keeps only its thread waiting. */
#include <ucontext.h>

#include "tests/test.h"

enum { STACK = 64 << 10, ROUNDS = 20 };
static __thread ucontext_t outer, fiber;
static __thread int steps;

static void run(void) {
	for (int i = 0; i < ROUNDS; i++) {
		usleep(50);
		steps++;
		EXPECT_EQ(swapcontext(&fiber, &outer), 0);
	}
}

static void *thread(void *arg) {
	char *stack = malloc(STACK);
	EXPECT_EQ(getcontext(&fiber), 0);
	fiber.uc_stack.ss_sp = stack;
	fiber.uc_stack.ss_size = STACK;
	fiber.uc_link = &outer;
	makecontext(&fiber, run, 0);
	for (int i = 0; i < ROUNDS; i++) {
		EXPECT_EQ(swapcontext(&outer, &fiber), 0);
		EXPECT_EQ(steps, i + 1);
		sched_yield();
	}
	EXPECT_EQ(swapcontext(&outer, &fiber), 0); /* to its end */
	EXPECT_EQ(steps, ROUNDS);
	free(stack);
	return arg;
}

int main(void) {
	pthread_t threads[5];
	for (int i = 0; i < 5; i++)
		threads[i] = start_thread(thread, NULL);
	for (int i = 0; i < 5; i++)
		join_thread(threads[i]);
	return test_end();
}
