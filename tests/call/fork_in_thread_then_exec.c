/* The classic way to run a program from a threaded one: fork, set up descriptors, exec. */
#include "tests/test.h"

enum { THREADS = 8 };

static void *runs(void *arg) {
	int number = (int)(intptr_t)arg, in[2], out[2];
	char got[16] = "", word[16];
	EXPECT_EQ(pipe(in) | pipe(out), 0);
	pid_t pid = fork();
	EXPECT(pid >= 0);
	if (pid == 0) {
		dup2(in[0], 0);
		dup2(out[1], 1);
		for (int fd = 3; fd < 256; fd++)
			close(fd);
		execlp("cat", "cat", NULL);
		_exit(127);
	}
	close(in[0]);
	close(out[1]);
	snprintf(word, sizeof word, "%d", number);
	EXPECT_EQ(write(in[1], word, strlen(word)), (ssize_t)strlen(word));
	EXPECT_EQ(read(out[0], got, sizeof got), (ssize_t)strlen(word));
	EXPECT(!strcmp(got, word));
	EXPECT_EQ(close(in[1]), 0);
	return NULL;
}

int main(void) {
	pthread_t threads[THREADS];
	for (int i = 0; i < THREADS; i++)
		threads[i] = start_thread(runs, (void *)(intptr_t)(i + 1));
	for (int i = 0; i < THREADS; i++)
		join_thread(threads[i]);
	while (wait(NULL) > 0) /* each has seen the end of its input once all writers are closed */
		;
	return test_end();
}
