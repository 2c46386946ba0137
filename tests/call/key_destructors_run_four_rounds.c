/* "If, after all the destructors have been called for all non-NULL values with associated
 * destructors, there are still some non-NULL values with associated destructors, then the
 * process is repeated", at least PTHREAD_DESTRUCTOR_ITERATIONS times - pthread_key_create(3p);
 * with glibc exactly that often. */
#include <limits.h>

#include "tests/test.h"

static pthread_key_t stubborn, twice;
static int stubborn_calls, twice_calls;

static void set_again(void *value) {
	stubborn_calls++;
	EXPECT_EQ(pthread_setspecific(stubborn, value), 0);
}

static void set_once_more(void *value) {
	if (++twice_calls == 1)
		EXPECT_EQ(pthread_setspecific(twice, value), 0);
}

static void *thread(void *arg) {
	EXPECT(pthread_getspecific(stubborn) == NULL);
	stubborn_calls = twice_calls = 0;
	EXPECT_EQ(pthread_setspecific(stubborn, &stubborn), 0);
	EXPECT_EQ(pthread_setspecific(twice, &twice), 0);
	return arg;
}

int main(void) {
	EXPECT_EQ(pthread_key_create(&stubborn, set_again), 0);
	EXPECT_EQ(pthread_key_create(&twice, set_once_more), 0);
	for (int i = 0; i < 10; i++) {
		join_thread(start_thread(thread, NULL));
		EXPECT_EQ(stubborn_calls, PTHREAD_DESTRUCTOR_ITERATIONS);
		EXPECT_EQ(twice_calls, 2);
	}
	return test_end();
}
