/* "Program Shutdown": a signal ends the coroutine that would run for ever, and its cleanup is seen to.
 */
#include <evergreen.h>
#include <signal.h>
#include <stdio.h>

static void cleanup(void *what) {
	printf("cleaned up: %s\n", (char *)what);
}

static void *run_forever(void *arg) {
	eg_defer(cleanup, "run_forever");
	puts("running");
	fflush(stdout);
	eg_sleep(1000);
	return arg;
}

static void shutdown_now(int signo, void *thread) {
	printf("shutting down: %s\n", signo == SIGQUIT ? "SIGQUIT" : "?");
	eg_kill(thread, eg_in(1));
}

int main(void) {
	eg_co *thread = eg_spawn(run_forever, NULL);
	eg_signal(SIGQUIT, shutdown_now, thread);
	return eg_join(thread, EG_FOREVER);
}
