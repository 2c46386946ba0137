/* "Zero if the requested time has elapsed, or the number of seconds left to sleep, if the call was
 * interrupted by a signal handler." - sleep(3) */
#include "tests/test.h"

static _Atomic int done;

static void handler(int sig) {
	(void)sig;
}

static void *sleeper(void *arg) {
	unsigned left = sleep(1000);
	EXPECT(left <= 1000 && left >= 900);
	done = 1;
	return arg;
}

static void *sleeps_it_out(void *arg) {
	int64_t start = now_ms();
	EXPECT_EQ(sleep(0), 0);
	EXPECT_EQ(sleep(1), 0);
	EXPECT(now_ms() - start >= 999);
	return arg;
}

int main(void) {
	set_handler(SIGUSR1, handler, SA_RESTART);
	pthread_t other = start_thread(sleeps_it_out, NULL), id = start_thread(sleeper, NULL);
	kill_until(&done, id, SIGUSR1);
	join_thread(id);
	join_thread(other);
	return test_end();
}
