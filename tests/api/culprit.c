/* A coroutine that computes while another waits to run: for culprit_is_reported.sh. */
#include "runtime/evergreen.h"

#include <stdio.h>
#include <time.h>

static double seconds(void) {
	struct timespec ts;
	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &ts); /* what others compute beside it does not count */
	return (double)ts.tv_sec + (double)ts.tv_nsec / 1e9;
}

__attribute__((noinline)) static void computes_for_long(void) {
	for (double end = seconds() + 0.5; seconds() < end;)
		;
}

static void *hog(void *arg) {
	computes_for_long();
	eg_sleep(0);
	computes_for_long();
	return arg;
}

static void *other(void *arg) {
	for (int i = 0; i < 3; i++)
		eg_sleep(0);
	return arg;
}

int main(void) {
	eg_co *all[] = { eg_spawn(hog, NULL, .name = "hog"), eg_spawn(other, NULL, .name = "other") };
	if (eg_joinall(all, 2, EG_FOREVER) < 0)
		return 1;
	puts("done");
	return 0;
}
