/* "Timeouts": both the timeout and the sleep last equally long; the timeout was set first and comes
 * first. (Here a second; the tutorial has ten.) */
#include <evergreen.h>
#include <stdio.h>

static void *wait_long(void *arg) {
	eg_sleep(1);
	return arg;
}

int main(void) {
	eg_scope timeout;
	eg_scope_enter(&timeout, eg_in(1));
	eg_join(eg_spawn(wait_long, NULL), EG_FOREVER);
	if (eg_scope_leave(&timeout))
		puts("Could not complete");
	return 0;
}
