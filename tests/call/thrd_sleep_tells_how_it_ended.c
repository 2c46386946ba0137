/* "The thrd_sleep function returns zero if the requested time has elapsed, -1 if it has been
 * interrupted by a signal, or a negative value if it fails." - C11 7.26.5.7 */
#include <threads.h>

#include "tests/test.h"

static _Atomic int done;

static void handler(int sig) {
	(void)sig;
}

static int sleeper(void *arg) {
	struct timespec hour = { .tv_sec = 3600 }, left = { 0 };
	EXPECT_EQ(thrd_sleep(&hour, &left), -1);
	EXPECT(left.tv_sec > 3000 && left.tv_sec < 3600);
	done = 1;
	return arg != NULL;
}

int main(void) {
	thrd_t id;
	struct timespec wanted = { .tv_nsec = 20000000 };
	set_handler(SIGUSR1, handler, 0);
	EXPECT_EQ(thrd_create(&id, sleeper, NULL), thrd_success);
	int64_t start = now_ms();
	EXPECT_EQ(thrd_sleep(&wanted, NULL), 0);
	EXPECT(now_ms() - start >= 19);
	wanted.tv_nsec = 1000000000;
	EXPECT(thrd_sleep(&wanted, NULL) < -1);
	kill_until(&done, id, SIGUSR1);
	EXPECT_EQ(thrd_join(id, NULL), thrd_success);
	return test_end();
}
