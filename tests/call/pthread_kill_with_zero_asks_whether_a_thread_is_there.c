/* "If sig is 0, then no signal is sent, but error checking is still performed." Sending to a thread
 * that has ended and was not joined is no error with glibc since 2.34 - pthread_kill(3) */
#include "tests/test.h"

static int fds[2];

static void *thread(void *arg) {
	hear(fds[0]);
	return arg;
}

int main(void) {
	EXPECT_EQ(pipe(fds), 0);
	pthread_t id = start_thread(thread, NULL);
	EXPECT_EQ(pthread_kill(id, 0), 0);
	EXPECT_EQ(pthread_kill(id, -1), EINVAL);
	EXPECT_EQ(pthread_kill(id, 65), EINVAL);
	EXPECT_EQ(pthread_kill(pthread_self(), 0), 0);
	tell(fds[1]);
	while (pthread_tryjoin_np(id, NULL) != 0) {
		linger(); /* it has ended, most likely */
		EXPECT_EQ(pthread_kill(id, 0), 0);
		EXPECT_EQ(pthread_kill(id, SIGURG), 0);
	}
	return test_end();
}
