/* signal(2): "The signal disposition is ... set to handler"; it "returns the previous value of the
 * signal handler". With glibc "signal() ... provides BSD semantics": the handler stays, the call
 * is restarted. SIG_ERR and EINVAL for SIGKILL. */
#include "tests/test.h"

static _Atomic int handled, returned;
static int fds[2];

static void handler(int sig) {
	struct sigaction action;
	EXPECT_EQ(sigaction(sig, NULL, &action), 0);
	EXPECT(action.sa_handler == handler);
	EXPECT(action.sa_flags & SA_RESTART);
	handled++;
}

static void other_handler(int sig) {
	(void)sig;
}

static void *thread(void *arg) {
	hear(fds[0]);
	returned = 1;
	return arg;
}

int main(void) {
	EXPECT_EQ(pipe(fds), 0);
	EXPECT(signal(SIGUSR1, handler) == SIG_DFL);
	EXPECT(signal(SIGUSR1, other_handler) == handler);
	EXPECT(signal(SIGUSR1, SIG_IGN) == other_handler);
	EXPECT(signal(SIGUSR1, handler) == SIG_IGN);
	errno = 0;
	EXPECT(signal(SIGKILL, handler) == SIG_ERR && errno == EINVAL);
	errno = 0;
	EXPECT(signal(65, handler) == SIG_ERR && errno == EINVAL);
	pthread_t id = start_thread(thread, NULL);
	for (int i = 0; i < 5; i++) {
		linger();
		EXPECT_EQ(pthread_kill(id, SIGUSR1), 0);
		while (handled <= i)
			usleep(100);
	}
	EXPECT_EQ(returned, 0);
	tell(fds[1]);
	join_thread(id);
	return test_end();
}
