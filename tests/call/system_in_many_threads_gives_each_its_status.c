/* "The system() function is thread safe": each of many threads gets the status of its own command. */
#include "tests/test.h"

enum { THREADS = 16 };

static void *runs(void *arg) {
	int number = (int)(intptr_t)arg;
	char command[64];
	for (int i = 0; i < 2; i++) {
		snprintf(command, sizeof command, "exit %d", number + i);
		int status = system(command);
		EXPECT(WIFEXITED(status));
		EXPECT_EQ(WEXITSTATUS(status), number + i);
	}
	return NULL;
}

int main(void) {
	pthread_t threads[THREADS];
	for (int i = 0; i < THREADS; i++)
		threads[i] = start_thread(runs, (void *)(intptr_t)i);
	for (int i = 0; i < THREADS; i++)
		join_thread(threads[i]);
	EXPECT_ERRNO(wait(NULL), ECHILD);
	return test_end();
}
