/* "Timeouts", in calls: around a join, as its argument, and around a function. (Half of the tutorial's
 * times.) */
#include <errno.h>
#include <evergreen.h>
#include <stdio.h>
#include <unistd.h>

static void *wait_a_second(void *arg) {
	usleep(999999);
	return arg;
}

int main(void) {
	eg_co *thread1 = eg_spawn(wait_a_second, NULL), *thread2 = eg_spawn(wait_a_second, NULL);
	eg_scope timer;
	eg_scope_enter(&timer, eg_in(0.25));
	eg_join(thread1, EG_FOREVER);
	if (eg_scope_leave(&timer))
		puts("Thread 1 timed out");

	if (eg_join(thread2, eg_in(0.25)) < 0 && errno == ETIMEDOUT)
		puts("Thread 2 timed out");

	EG_TIMEOUT(t, eg_in(0.25)) {
		wait_a_second(NULL);
		if (eg_scope_expired(&t))
			puts("Thread 3 timed out");
	}
	eg_unref(thread1);
	eg_unref(thread2);
	return 0;
}
