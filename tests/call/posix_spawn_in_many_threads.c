/* Each of many threads spawns a program with file actions of its own, reads what it says and reaps it -
 * posix_spawn(3). */
#include <fcntl.h>
#include <spawn.h>

#include "tests/test.h"

enum { THREADS = 16 };

extern char **environ;

static void *spawns(void *arg) {
	int number = (int)(intptr_t)arg, fds[2];
	char word[16], got[16] = "", *argv[] = { "echo", word, NULL };
	pid_t pid;
	posix_spawn_file_actions_t actions;
	snprintf(word, sizeof word, "%d", number);
	EXPECT_EQ(pipe2(fds, O_CLOEXEC), 0);
	posix_spawn_file_actions_init(&actions);
	posix_spawn_file_actions_adddup2(&actions, fds[1], 1);
	EXPECT_EQ(posix_spawnp(&pid, "echo", &actions, NULL, argv, environ), 0);
	posix_spawn_file_actions_destroy(&actions);
	close(fds[1]);
	EXPECT(read(fds[0], got, sizeof got - 1) > 0);
	EXPECT_EQ(atoi(got), number);
	EXPECT_EQ(read(fds[0], got, 1), 0);
	close(fds[0]);
	EXPECT_EQ(reap(pid), 0);
	return NULL;
}

int main(void) {
	pthread_t threads[THREADS];
	for (int i = 0; i < THREADS; i++)
		threads[i] = start_thread(spawns, (void *)(intptr_t)i);
	for (int i = 0; i < THREADS; i++)
		join_thread(threads[i]);
	return test_end();
}
