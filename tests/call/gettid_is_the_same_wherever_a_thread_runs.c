/* "a thread ID ... is guaranteed to be unique ... until the thread terminates" - gettid(2), pthreads(7): a
 * program may keep it, tell it to others and be found by it, whatever the thread has done since. */
#include "tests/test.h"

enum { THREADS = 4, ROUNDS = 12 };
static __thread int handled;
static int fd;

static void handler(int sig) {
	handled += sig == SIGUSR1;
}

static void *thread(void *arg) {
	pid_t tid = gettid();
	for (int i = 0; i < ROUNDS; i++) {
		if (i % 3 == 0)
			fsync(fd);
		else if (i % 3 == 1)
			compute_for(8);
		else
			usleep(1000);
		EXPECT_EQ(gettid(), tid);
		EXPECT_EQ(syscall(SYS_gettid), tid);
		EXPECT_EQ(tgkill(getpid(), tid, SIGUSR1), 0);
		EXPECT_EQ(handled, i + 1);
	}
	return arg;
}

int main(void) {
	char path[] = "/tmp/test-XXXXXX";
	pthread_t threads[THREADS];
	EXPECT((fd = mkstemp(path)) >= 0);
	unlink(path);
	set_handler(SIGUSR1, handler, 0);
	for (int i = 0; i < THREADS; i++)
		threads[i] = start_thread(thread, NULL);
	for (int i = 0; i < THREADS; i++)
		join_thread(threads[i]);
	EXPECT_EQ(gettid(), getpid());
	return test_end();
}
