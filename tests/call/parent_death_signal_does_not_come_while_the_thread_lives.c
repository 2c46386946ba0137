/* "the 'parent' in this case is considered to be the thread that created this process. In other words, the
 * signal will be sent when that thread terminates" - prctl(2) of PR_SET_PDEATHSIG. The threads compute before and
 * after they fork, then wait for longer than idle kernel threads are kept. */
#include <sys/prctl.h>

#include "tests/test.h"

enum { THREADS = 8 };

static int over[2];
static pid_t children[THREADS];

static void *forks(void *arg) {
	char byte;
	compute_for(100);
	pid_t pid = fork();
	EXPECT(pid >= 0);
	if (pid == 0) {
		if (prctl(PR_SET_PDEATHSIG, SIGKILL) != 0)
			_exit(1);
		for (;;)
			pause();
	}
	*(pid_t *)arg = pid;
	compute_for(100);
	EXPECT_EQ(read(over[0], &byte, 1), 0);
	return NULL;
}

int main(void) {
	pthread_t threads[THREADS];
	EXPECT_EQ(pipe(over), 0);
	for (int i = 0; i < THREADS; i++)
		threads[i] = start_thread(forks, &children[i]);
	for (int left = 7; left > 0;)
		left = (int)sleep((unsigned)left);
	for (int i = 0; i < THREADS; i++) {
		EXPECT_EQ(waitpid(children[i], NULL, WNOHANG), 0);
		EXPECT_EQ(kill(children[i], SIGKILL), 0);
	}
	close(over[1]);
	for (int i = 0; i < THREADS; i++) {
		join_thread(threads[i]);
		EXPECT_EQ(waitpid(children[i], NULL, 0), children[i]);
	}
	return test_end();
}
