/* "The usleep() function suspends execution of the calling thread for (at least) usec
 * microseconds." "EINTR Interrupted by a signal" - usleep(3); more than a second is as good. */
#include "tests/test.h"

static _Atomic int done;

static void handler(int sig) {
	(void)sig;
}

static void *sleeper(void *arg) {
	EXPECT_ERRNO(usleep(2000000000), EINTR);
	done = 1;
	return arg;
}

int main(void) {
	set_handler(SIGUSR1, handler, SA_RESTART);
	pthread_t id = start_thread(sleeper, NULL);
	kill_until(&done, id, SIGUSR1);
	join_thread(id);
	int64_t start = now_ms();
	EXPECT_EQ(usleep(0), 0);
	EXPECT_EQ(usleep(1100000), 0);
	EXPECT(now_ms() - start >= 1099);
	return test_end();
}
