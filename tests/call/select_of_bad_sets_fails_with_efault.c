/* The kernel copies the sets in and out: EFAULT, and no SIGSEGV, for an address that is not mapped
 * - fs/select.c. */
#include <sys/select.h>

#include "tests/test.h"

static void *test(void *arg) {
	fd_set *volatile bad = (fd_set *)64;
	struct timeval zero = { 0 };
	(void)arg;
	EXPECT_ERRNO(select(10, bad, NULL, NULL, &zero), EFAULT);
	EXPECT_ERRNO(select(10, NULL, NULL, bad, NULL), EFAULT);
	EXPECT_ERRNO(pselect(10, NULL, bad, NULL, NULL, NULL), EFAULT);
	return NULL;
}

int main(void) {
	join_thread(start_thread(test, NULL));
	return test_end();
}
