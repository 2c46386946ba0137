/* "siglongjmp() ... If, and only if, the savesigs argument provided to sigsetjmp() is nonzero, the
 * process's current signal mask is saved in env and will be restored" - setjmp(3). Out of a call
 * that waits, in a thread. */
#include <semaphore.h>
#include <setjmp.h>

#include "tests/test.h"

static __thread sigjmp_buf env;
static _Atomic int done;
static int fds[2];
static sem_t set_jmp;

static int blocks(int sig) {
	sigset_t set;
	EXPECT_EQ(pthread_sigmask(SIG_BLOCK, NULL, &set), 0);
	return sigismember(&set, sig);
}

static void handler(int sig) {
	EXPECT(blocks(sig));
	siglongjmp(env, 5);
}

static void *thread(void *arg) {
	for (volatile int i = 0; i < 5; i++) {
		int value = sigsetjmp(env, 1);
		if (value == 0) {
			if (i == 0)
				EXPECT_EQ(sem_post(&set_jmp), 0);
			hear(fds[0]);
			FAIL("nothing to hear");
		}
		EXPECT_EQ(value, 5);
		EXPECT(!blocks(SIGUSR1));
		usleep(100);
	}
	sigset_t usr1 = set_of(SIGUSR1);
	EXPECT_EQ(pthread_sigmask(SIG_BLOCK, &usr1, NULL), 0);
	done = 1;
	return arg;
}

int main(void) {
	EXPECT_EQ(pipe(fds), 0);
	set_handler(SIGUSR1, handler, 0);
	pthread_t id = start_thread(thread, NULL);
	EXPECT_EQ(sem_wait(&set_jmp), 0);
	while (!done) { /* a jump out of usleep is as good as one out of read */
		EXPECT_EQ(pthread_kill(id, SIGUSR1), 0);
		usleep(2000);
	}
	join_thread(id);
	return test_end();
}
