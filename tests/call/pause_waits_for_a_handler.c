/* "pause() returns only when a signal was caught and the signal-catching function returned. In this
 * case, pause() returns -1, and errno is set to EINTR." - pause(2). An ignored signal does not
 * end it, and one for another thread neither. */
#include "tests/test.h"

static _Atomic int done;
static __thread int handled;
static int fds[2];

static void handler(int sig) {
	(void)sig;
	handled++;
}

static void *pauses(void *arg) {
	EXPECT_ERRNO(pause(), EINTR);
	EXPECT(handled > 0);
	done = 1;
	return arg;
}

static void *reader(void *arg) {
	hear(fds[0]);
	EXPECT(handled > 0);
	return arg;
}

int main(void) {
	EXPECT_EQ(pipe(fds), 0);
	set_handler(SIGUSR1, handler, SA_RESTART);
	EXPECT(signal(SIGUSR2, SIG_IGN) != SIG_ERR);
	pthread_t id = start_thread(pauses, NULL), other = start_thread(reader, NULL);
	for (int i = 0; i < 5; i++) {
		linger();
		EXPECT_EQ(pthread_kill(id, SIGUSR2), 0);
		EXPECT_EQ(pthread_kill(id, SIGURG), 0);
		EXPECT_EQ(pthread_kill(other, SIGUSR1), 0);
	}
	EXPECT_EQ(done, 0);
	kill_until(&done, id, SIGUSR1);
	join_thread(id);
	tell(fds[1]);
	join_thread(other);
	return test_end();
}
