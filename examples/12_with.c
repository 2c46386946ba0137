/* "Timeouts", in a with statement: a deadline for a block. (A tenth of the tutorial's times.) */
#include <evergreen.h>
#include <stdio.h>
#include <unistd.h>

int main(void) {
	const double time_to_wait = 0.5; /* seconds */
	EG_TIMEOUT(timeout, eg_in(time_to_wait)) {
		sleep(1); /* libc's: it is ended as well */
		if (eg_scope_expired(&timeout))
			puts("TooLong");
	}
	return 0;
}
