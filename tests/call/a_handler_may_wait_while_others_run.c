/* write, read, poll, sem_post, nanosleep, ... are async-signal-safe - signal-safety(7): a handler
 * may wait in them, and only its thread waits. */
#include "tests/test.h"

static int to_handler[2], from_handler[2], fds[2];
static _Atomic int ticks;

static void handler(int sig) {
	struct timespec moment = { .tv_nsec = 2000000 };
	(void)sig;
	tell(from_handler[1]);
	hear(to_handler[0]);
	EXPECT_EQ(nanosleep(&moment, NULL), 0);
	tell(from_handler[1]);
}

static void *thread(void *arg) {
	hear(fds[0]);
	return arg;
}

static void *ticker(void *arg) {
	for (ticks = 0; ticks < 10; ticks++)
		usleep(100);
	return arg;
}

int main(void) {
	EXPECT_EQ(pipe(to_handler), 0);
	EXPECT_EQ(pipe(from_handler), 0);
	EXPECT_EQ(pipe(fds), 0);
	set_handler(SIGUSR1, handler, SA_RESTART);
	pthread_t id = start_thread(thread, NULL);
	for (int i = 0; i < 3; i++) {
		EXPECT_EQ(pthread_kill(id, SIGUSR1), 0);
		hear(from_handler[0]);
		join_thread(start_thread(ticker, NULL));
		tell(to_handler[1]);
		hear(from_handler[0]);
	}
	tell(fds[1]);
	join_thread(id);
	return test_end();
}
