/* "Upon failure, posix_spawn() and posix_spawnp() return an error number" - posix_spawn(3), and there is
 * no child. */
#include <spawn.h>

#include "tests/test.h"

extern char **environ;

static void *spawns(void *arg) {
	char *argv[] = { "no", NULL };
	pid_t pid;
	posix_spawn_file_actions_t actions;
	(void)arg;
	EXPECT_EQ(posix_spawn(&pid, "/no/such/program", NULL, NULL, argv, environ), ENOENT);
	EXPECT_EQ(posix_spawn(&pid, "/", NULL, NULL, argv, environ), EACCES);
	posix_spawn_file_actions_init(&actions);
	posix_spawn_file_actions_adddup2(&actions, 9999, 1);
	EXPECT_EQ(posix_spawnp(&pid, "true", &actions, NULL, argv, environ), EBADF);
	posix_spawn_file_actions_destroy(&actions);
	EXPECT_ERRNO(wait(NULL), ECHILD);
	return NULL;
}

int main(void) {
	join_thread(start_thread(spawns, NULL));
	spawns(NULL);
	return test_end();
}
