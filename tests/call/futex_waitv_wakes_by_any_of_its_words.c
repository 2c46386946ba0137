/* futex_waitv(2), since Linux 5.16: "waits on an array of futexes, waking on any", and returns the
 * index of a woken one. The waker uses plain FUTEX_WAKE. */
#include "tests/test.h"

static unsigned words[3];
static _Atomic int woken;

static void *waiter(void *arg) {
	struct futex_waitv waits[3] = { { 0 } };
	for (int i = 0; i < 3; i++) {
		waits[i].uaddr = (uintptr_t)&words[i];
		waits[i].flags = FUTEX_32 | FUTEX_PRIVATE_FLAG;
	}
	EXPECT_EQ(syscall(SYS_futex_waitv, waits, 3, 0, NULL, 0), 1);
	woken = 1;
	return arg;
}

int main(void) {
	if (syscall(SYS_futex_waitv, NULL, 0, 0, NULL, 0) == -1 && errno == ENOSYS)
		SKIP("no futex_waitv");
	pthread_t id = start_thread(waiter, NULL);
	while (!woken) {
		usleep(1000);
		futex(&words[1], FUTEX_WAKE_PRIVATE, 1);
	}
	join_thread(id);
	return test_end();
}
