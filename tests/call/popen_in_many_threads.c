/* Many threads have commands of their own at once; each reads its own output and gets its own status. */
#include "tests/test.h"

enum { THREADS = 16 };

static void *runs(void *arg) {
	int number = (int)(intptr_t)arg, got = -1;
	char command[64];
	for (int i = 0; i < 3; i++) {
		snprintf(command, sizeof command, "echo %d; exit %d", number * 100 + i, number);
		FILE *stream = popen(command, "re");
		EXPECT(stream);
		EXPECT_EQ(fscanf(stream, "%d", &got), 1);
		EXPECT_EQ(got, number * 100 + i);
		EXPECT_EQ(WEXITSTATUS(pclose(stream)), number);
	}
	return NULL;
}

int main(void) {
	pthread_t threads[THREADS];
	for (int i = 0; i < THREADS; i++)
		threads[i] = start_thread(runs, (void *)(intptr_t)i);
	for (int i = 0; i < THREADS; i++)
		join_thread(threads[i]);
	return test_end();
}
