/* "Signal dispositions are process-wide: if a signal handler is installed, the handler will be
 * invoked in the thread thread" - pthread_kill(3). Its call fails with EINTR; those of other
 * threads do not. */
#include "tests/test.h"

enum { N = 5 };
static pthread_t threads[N];
static _Atomic int handled[N], done[N];
static __thread int me = -1;
static int fds[2], begun[2];

static void handler(int sig) {
	(void)sig;
	EXPECT(me >= 0);
	EXPECT(pthread_equal(pthread_self(), threads[me]));
	handled[me]++;
}

static void *thread(void *arg) {
	char c;
	me = (int)(intptr_t)arg;
	tell(begun[1]);
	EXPECT_ERRNO(read(fds[0], &c, 1), EINTR);
	done[me] = 1;
	return NULL;
}

int main(void) {
	EXPECT_EQ(pipe(fds), 0);
	EXPECT_EQ(pipe(begun), 0);
	set_handler(SIGUSR1, handler, 0);
	for (intptr_t i = 0; i < N; i++)
		threads[i] = start_thread(thread, (void *)i);
	for (int i = 0; i < N; i++)
		hear(begun[0]);
	for (int i = N - 1; i >= 0; i--) {
		kill_until(&done[i], threads[i], SIGUSR1);
		join_thread(threads[i]);
		for (int j = 0; j < i; j++)
			EXPECT_EQ(handled[j] + done[j], 0);
	}
	return test_end();
}
