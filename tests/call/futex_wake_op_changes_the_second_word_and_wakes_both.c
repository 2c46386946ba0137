/* "oldval = *(uint32_t *) uaddr2; *(uint32_t *) uaddr2 = oldval op oparg; futex(uaddr, FUTEX_WAKE,
 * val, 0, 0, 0); if (oldval cmp cmparg) futex(uaddr2, FUTEX_WAKE, val2, 0, 0, 0);" Returns the
 * sum of both - futex(2) */
#include "tests/test.h"

static unsigned words[2];

static void *waiter(void *arg) {
	unsigned *word = arg, value = __atomic_load_n(word, __ATOMIC_ACQUIRE);
	while (futex(word, FUTEX_WAIT_PRIVATE, value, NULL) != 0)
		value = __atomic_load_n(word, __ATOMIC_ACQUIRE);
	return arg;
}

static void op_is(unsigned op, int oparg, unsigned cmp, int cmparg, unsigned after) {
	words[1] = 9;
	unsigned code = FUTEX_OP(op, oparg, cmp, cmparg);
	EXPECT_EQ(futex(&words[0], FUTEX_WAKE_OP_PRIVATE, 1, 1L, &words[1], code), 0);
	EXPECT_EQ(words[1], after);
}

static void *all(void *arg) {
	op_is(FUTEX_OP_SET, 5, FUTEX_OP_CMP_EQ, 0, 5);
	op_is(FUTEX_OP_ADD, -1, FUTEX_OP_CMP_NE, 0, 8);
	op_is(FUTEX_OP_OR, 6, FUTEX_OP_CMP_LT, 0, 15);
	op_is(FUTEX_OP_ANDN, 8, FUTEX_OP_CMP_LE, 0, 1);
	op_is(FUTEX_OP_XOR, 3, FUTEX_OP_CMP_GT, 0, 10);
	op_is(FUTEX_OP_OR | FUTEX_OP_OPARG_SHIFT, 8, FUTEX_OP_CMP_GE, 0, 265);

	/* Not less than 0: only the first word's waiter. */
	unsigned if_less = FUTEX_OP(FUTEX_OP_SET, 0, FUTEX_OP_CMP_LT, 0);
	unsigned if_not_less = FUTEX_OP(FUTEX_OP_SET, 0, FUTEX_OP_CMP_GE, 0);
	words[1] = 0;
	pthread_t a = start_thread(waiter, &words[0]), b = start_thread(waiter, &words[1]);
	while (futex(&words[0], FUTEX_WAKE_OP_PRIVATE, 1, 1L, &words[1], if_less) == 0)
		usleep(100);
	join_thread(a);
	while (futex(&words[0], FUTEX_WAKE_OP_PRIVATE, 1, 1L, &words[1], if_not_less) == 0)
		usleep(100);
	join_thread(b);
	return arg;
}

int main(void) {
	join_thread(start_thread(all, NULL));
	return test_end();
}
