/* "To allow other threads to continue execution, the main thread should terminate by calling
 * pthread_exit() rather than exit(3)." - pthread_exit(3). The process ends when the last one
 * ends. */
#include "tests/test.h"

static pthread_t main_thread;

static void *last(void *arg) {
	void *result;
	EXPECT_EQ(pthread_join(main_thread, &result), 0);
	EXPECT(result == arg);
	for (int i = 0; i < 3; i++)
		linger();
	exit(test_end());
}

int main(void) {
	static int x;
	main_thread = pthread_self();
	start_thread(last, &x);
	pthread_exit(&x);
}
