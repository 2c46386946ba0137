/* "SA_NODEFER Do not add the signal to the thread's signal mask while the handler is executing".
 * Without it, the signal waits until the handler returns - sigaction(2) */
#include "tests/test.h"

static __thread volatile sig_atomic_t depth, deepest, handled;

static void handler(int sig) {
	depth++;
	handled++;
	deepest = depth > deepest ? depth : deepest;
	if (handled < 4)
		EXPECT_EQ(handled % 2 ? raise(sig) : pthread_kill(pthread_self(), sig), 0);
	depth--;
}

static void *thread(void *arg) {
	(void)arg;
	depth = deepest = handled = 0;
	EXPECT_EQ(raise(SIGUSR1), 0);
	EXPECT_EQ(handled, 4);
	EXPECT_EQ(deepest, 4);
	depth = deepest = handled = 0;
	EXPECT_EQ(raise(SIGUSR2), 0);
	EXPECT_EQ(handled, 4);
	EXPECT_EQ(deepest, 1);
	return NULL;
}

int main(void) {
	set_handler(SIGUSR1, handler, SA_NODEFER);
	set_handler(SIGUSR2, handler, 0);
	join_thread(start_thread(thread, NULL));
	thread(NULL);
	return test_end();
}
