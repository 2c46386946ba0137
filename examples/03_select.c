/* "Synchronous & Asynchronous Execution", second example: libc's select parks its coroutine only, so
 * that a third one does something meanwhile. */
#include <evergreen.h>
#include <stdio.h>
#include <sys/select.h>
#include <time.h>

static struct timespec start;

/* Whole seconds since the start. */
static double tic(void) {
	struct timespec now;
	clock_gettime(CLOCK_MONOTONIC, &now);
	return (double)(now.tv_sec - start.tv_sec - (now.tv_nsec < start.tv_nsec));
}

static void *poller(void *arg) {
	struct timeval two = { .tv_sec = 2 };
	printf("Started Polling: at %.1f seconds\n", tic());
	select(0, NULL, NULL, NULL, &two);
	printf("Ended Polling: at %.1f seconds\n", tic());
	return arg;
}

static void *other(void *arg) {
	printf("Hey lets do some stuff while the greenlets poll, at %.1f\n", tic());
	eg_sleep(1);
	return arg;
}

int main(void) {
	clock_gettime(CLOCK_MONOTONIC, &start);
	eg_co *all[] = { eg_spawn(poller, NULL), eg_spawn(poller, NULL), eg_spawn(other, NULL) };
	return eg_joinall(all, 3, EG_FOREVER);
}
