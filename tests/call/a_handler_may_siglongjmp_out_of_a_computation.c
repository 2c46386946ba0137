/* Threads compute without end; a signal's handler leaves each by siglongjmp, again and again, and they
 * make calls in between. The mask is what it was. */
#include <setjmp.h>

#include "tests/test.h"

enum { THREADS = 4, ROUNDS = 10 };

static __thread sigjmp_buf out;
static _Atomic int computing[THREADS];

static void handler(int sig) {
	(void)sig;
	siglongjmp(out, 1);
}

static void *thread(void *arg) {
	_Atomic int *mine = arg;
	for (volatile int i = 1; i <= ROUNDS; i++) {
		sigset_t set;
		if (sigsetjmp(out, 1) == 0) {
			*mine = i;
			for (;;)
				__asm__ volatile("" ::: "memory");
		}
		EXPECT_EQ(pthread_sigmask(SIG_BLOCK, NULL, &set), 0);
		EXPECT(!sigismember(&set, SIGUSR1));
		usleep(1);
	}
	return arg;
}

int main(void) {
	pthread_t threads[THREADS];
	set_handler(SIGUSR1, handler, 0);
	for (int i = 0; i < THREADS; i++)
		threads[i] = start_thread(thread, &computing[i]);
	for (int round = 1; round <= ROUNDS; round++) {
		for (int i = 0; i < THREADS; i++) {
			while (computing[i] < round)
				;
			EXPECT_EQ(pthread_kill(threads[i], SIGUSR1), 0);
		}
	}
	for (int i = 0; i < THREADS; i++)
		join_thread(threads[i]);
	return test_end();
}
