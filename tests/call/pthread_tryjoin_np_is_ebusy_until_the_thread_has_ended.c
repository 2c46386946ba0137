/* "EBUSY thread had not yet terminated at the time of the call." - pthread_tryjoin_np(3) */
#include "tests/test.h"

static int fds[2];

static void *waits(void *arg) {
	hear(fds[0]);
	return arg;
}

int main(void) {
	void *result = NULL;
	int error, x;
	EXPECT_EQ(pipe(fds), 0);
	pthread_t thread = start_thread(waits, &x);
	for (int i = 0; i < 3; i++) {
		EXPECT_EQ(pthread_tryjoin_np(thread, &result), EBUSY);
		linger();
	}
	EXPECT(result == NULL);
	tell(fds[1]);
	while ((error = pthread_tryjoin_np(thread, &result)) == EBUSY)
		usleep(100);
	EXPECT_EQ(error, 0);
	EXPECT(result == &x);
	return test_end();
}
