/* "ENOMEM The specified size of the new alternate signal stack ss.ss_size was less than
 * MINSIGSTKSZ." "EINVAL ss is not NULL and the ss_flags field contains an invalid flag." -
 * sigaltstack(2) */
#include "tests/test.h"

static char memory[65536];

static void *thread(void *arg) {
	stack_t small = { .ss_sp = memory, .ss_size = 100 }, now;
	stack_t wrong = { .ss_sp = memory, .ss_size = sizeof memory, .ss_flags = 0x40 };
	stack_t good = { .ss_sp = memory, .ss_size = sizeof memory };
	EXPECT_ERRNO(sigaltstack(&small, NULL), ENOMEM);
	EXPECT_ERRNO(sigaltstack(&wrong, NULL), EINVAL);
	EXPECT_EQ(sigaltstack(NULL, &now), 0);
	EXPECT_EQ(now.ss_flags, SS_DISABLE);
	EXPECT_EQ(sigaltstack(&good, &now), 0);
	EXPECT_EQ(now.ss_flags, SS_DISABLE);
	EXPECT_EQ(sigaltstack(&(stack_t){ .ss_flags = SS_DISABLE }, &now), 0);
	EXPECT(now.ss_sp == memory && now.ss_size == sizeof memory && now.ss_flags == 0);
	EXPECT_EQ(sigaltstack(NULL, &now), 0);
	EXPECT_EQ(now.ss_flags, SS_DISABLE);
	return arg;
}

int main(void) {
	join_thread(start_thread(thread, NULL));
	thread(NULL);
	return test_end();
}
