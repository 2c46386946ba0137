/* "If the call is interrupted by a signal handler, nanosleep() returns -1, sets errno to EINTR, and
 * writes the remaining time into the structure pointed to by rem unless rem is NULL", which may
 * be req itself - nanosleep(2). SA_RESTART does not restart it - signal(7) */
#include "tests/test.h"

static _Atomic int done;

static void handler(int sig) {
	(void)sig;
}

static void *sleeper(void *arg) {
	struct timespec wanted = { .tv_sec = 1000 }, left = { 0 };
	EXPECT_ERRNO(nanosleep(&wanted, &left), EINTR);
	EXPECT_EQ(wanted.tv_sec, 1000);
	EXPECT(left.tv_sec <= 1000 && left.tv_sec >= 900);
	EXPECT(left.tv_nsec >= 0 && left.tv_nsec < 1000000000);
	EXPECT_ERRNO(nanosleep(&left, &left), EINTR);
	EXPECT(left.tv_sec <= 1000 && left.tv_sec >= 800);
	EXPECT_ERRNO(nanosleep(&left, NULL), EINTR);
	done = 1;
	return arg;
}

int main(void) {
	set_handler(SIGUSR1, handler, 0);
	set_handler(SIGUSR2, handler, SA_RESTART);
	for (int i = 0; i < 2; i++) {
		done = 0;
		pthread_t id = start_thread(sleeper, NULL);
		kill_until(&done, id, i ? SIGUSR2 : SIGUSR1);
		join_thread(id);
	}
	return test_end();
}
