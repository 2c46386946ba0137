/* A switch keeps the registers that a call keeps, what a leaf function has below its stack pointer, and the
 * modes of both floating-point units, and a new context begins with its maker's; one may end without being
 * saved. */
#include <fenv.h>

#include "runtime/switch.h"
#include "tests/test.h"

enum { ROUNDS = 1000, STACK = 64 << 10 };

static struct context mine, other, last;
static _Alignas(16) char stacks[2][STACK];
static int steps;

/* The mode of the one unit is what fegetround tells, that of the other is seen in what it does. */
static int rounding(void) {
	volatile double one = 1, three = 3;
	const double nearest = 1.0 / 3;
	int mode = fegetround();
	EXPECT_EQ(one / three > nearest, mode == FE_UPWARD);
	EXPECT_EQ(-one / three < -nearest, mode == FE_DOWNWARD);
	return mode;
}

/* Nothing but the switch leaves this function, so its array may lie below the stack pointer. */
static __attribute__((noinline)) long leaf(struct context *from, const struct context *to, long a) {
	volatile long below[4] = { a, a + 1, a + 2, a + 3 };
	long b = a * 3, c = a * 5, d = a * 7, e = a * 11, f = a * 13, g = a * 17;
	__asm__ volatile("" : "+r"(b), "+r"(c), "+r"(d), "+r"(e), "+r"(f), "+r"(g));
	context_switch(from, to);
	return below[0] + below[1] + below[2] + below[3] + b + c + d + e + f + g;
}

static long leaf_result(long a) {
	return 4 * a + 6 + a * (3 + 5 + 7 + 11 + 13 + 17);
}

static void second(void *arg) {
	EXPECT(arg == stacks[1]);
	EXPECT_EQ(rounding(), FE_UPWARD); /* not that of who switches here first */
	steps++;
	context_leave(&last, &mine);
}

static void first(void *arg) {
	EXPECT(arg == stacks[0]);
	EXPECT_EQ(rounding(), FE_TONEAREST);
	fesetround(FE_DOWNWARD);
	double sum = 0.5;
	for (int i = 0; i < ROUNDS; i++) {
		EXPECT_EQ(leaf(&other, &mine, -i), leaf_result(-i));
		EXPECT_EQ(rounding(), FE_DOWNWARD);
		sum += 1;
		steps++;
	}
	EXPECT(sum == ROUNDS + 0.5);
	fesetround(FE_UPWARD);
	last.thread_pointer = context_thread_pointer();
	context_make(&last, stacks[1] + STACK, second, stacks[1]);
	context_leave(&other, &mine);
}

int main(void) {
	context_init();
	mine.thread_pointer = other.thread_pointer = context_thread_pointer();
	context_make(&other, stacks[0] + STACK, first, stacks[0]);
	double sum = 0.25;
	for (int i = 0; i < ROUNDS + 1; i++) {
		EXPECT_EQ(leaf(&mine, &other, i), leaf_result(i));
		EXPECT_EQ(rounding(), FE_TONEAREST);
		sum += 1;
	}
	EXPECT(sum == ROUNDS + 1.25);
	EXPECT_EQ(steps, ROUNDS);
	context_switch(&mine, &last);
	EXPECT_EQ(steps, ROUNDS + 1);
	EXPECT_EQ(rounding(), FE_TONEAREST);
	return test_end();
}
