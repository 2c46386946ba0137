/* A signal that is sent right after pthread_create is handled by the new thread, before or after
 * its first step, and not lost. */
#include "tests/test.h"

static _Atomic int handled;
static __thread int is_new;

static void handler(int sig) {
	(void)sig;
	handled++;
}

static void *thread(void *arg) {
	is_new = 1;
	while (!handled)
		usleep(10);
	return arg;
}

int main(void) {
	set_handler(SIGUSR1, handler, 0);
	for (int i = 0; i < 100; i++) {
		handled = 0;
		pthread_t id = start_thread(thread, NULL);
		EXPECT_EQ(pthread_kill(id, SIGUSR1), 0);
		join_thread(id);
		EXPECT_EQ(handled, 1);
	}
	return test_end();
}
