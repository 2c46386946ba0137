/* Children fork again, from threads that they made: five generations, and each waits for the next. */
#include "tests/test.h"

static void *generation(void *arg) {
	intptr_t left = (intptr_t)arg;
	if (left == 0)
		return (void *)1;
	pid_t pid = fork();
	EXPECT(pid >= 0);
	if (pid == 0)
		_exit((int)(intptr_t)join_thread(start_thread(generation, (void *)(left - 1))));
	return (void *)(intptr_t)(reap(pid) + 1);
}

int main(void) {
	for (int i = 0; i < 3; i++)
		EXPECT_EQ((intptr_t)join_thread(start_thread(generation, (void *)5)), 6);
	return test_end();
}
