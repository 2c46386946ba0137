/* "EFAULT A required pointer argument (i.e., uaddr, uaddr2, or timeout) did not point to a valid
 * user-space address." - futex(2) */
#include "tests/test.h"

static unsigned word;

static void *thread(void *arg) {
	EXPECT_ERRNO(futex(&word, FUTEX_WAIT_PRIVATE, 0, arg), EFAULT);
	EXPECT_ERRNO(futex(arg, FUTEX_WAIT_PRIVATE, 0, NULL), EFAULT);
	return arg;
}

int main(void) {
	void *nothing = mmap(NULL, 4096, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	join_thread(start_thread(thread, nothing));
	return test_end();
}
