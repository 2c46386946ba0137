/* "If the call is interrupted by a signal handler, clock_nanosleep() fails with the error EINTR. In
 * addition, if remain is not NULL, and flags was not TIMER_ABSTIME, it returns the remaining
 * unslept time in remain." - clock_nanosleep(2) */
#include "tests/test.h"

static _Atomic int done;

static void handler(int sig) {
	(void)sig;
}

static void *sleeper(void *arg) {
	struct timespec wanted = { .tv_sec = 1000 }, left = { 1, 2 };
	EXPECT_EQ(clock_nanosleep(CLOCK_MONOTONIC, 0, &wanted, &left), EINTR);
	EXPECT(left.tv_sec <= 1000 && left.tv_sec >= 900);
	left = (struct timespec){ 1, 2 };
	wanted = in_ms(CLOCK_MONOTONIC, 1000000);
	EXPECT_EQ(clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &wanted, &left), EINTR);
	EXPECT(left.tv_sec == 1 && left.tv_nsec == 2);
	done = 1;
	return arg;
}

int main(void) {
	set_handler(SIGUSR1, handler, SA_RESTART);
	pthread_t id = start_thread(sleeper, NULL);
	kill_until(&done, id, SIGUSR1);
	join_thread(id);
	return test_end();
}
