/* A stack can be written from end to end, its guard cannot, and neither can its neighbour's. */
#include "runtime/stack.h"
#include "tests/test.h"

#include <signal.h>
#include <sys/wait.h>

enum { COUNT = 130, GUARD = 4096 };
static const size_t SIZE = 64 << 10;

static int dies_writing(char *at) {
	int status;
	pid_t pid = fork();
	EXPECT(pid >= 0);
	if (pid == 0) {
		*(volatile char *)at = 1;
		_exit(0);
	}
	EXPECT_EQ(waitpid(pid, &status, 0), pid);
	return WIFSIGNALED(status) && WTERMSIG(status) == SIGSEGV;
}

int main(void) {
	static struct stack stacks[COUNT];
	for (int i = 0; i < COUNT; i++) {
		EXPECT_EQ(stack_get(&stacks[i], SIZE, GUARD), 0);
		EXPECT_EQ(stacks[i].size, SIZE);
		for (size_t at = GUARD; at < SIZE; at++)
			EXPECT_EQ(stacks[i].base[at], 0);
		memset(stacks[i].base + GUARD, i, SIZE - GUARD);
	}
	for (int i = 0; i < COUNT; i++) {
		for (size_t at = GUARD; at < SIZE; at++)
			EXPECT_EQ(stacks[i].base[at], (char)i);
	}
	for (int i = 0; i < COUNT; i += 13) {
		EXPECT(dies_writing(stacks[i].base));
		EXPECT(dies_writing(stacks[i].base + GUARD - 1));
		EXPECT(!dies_writing(stacks[i].base + GUARD));
	}
	EXPECT(stacks_peak() >= SIZE - GUARD);

	/* Given back and got again, it is empty and guarded as before. */
	for (int i = 0; i < COUNT; i++)
		stack_put(&stacks[i]);
	EXPECT_EQ(stack_get(&stacks[0], SIZE, GUARD), 0);
	for (size_t at = GUARD; at < SIZE; at++)
		EXPECT_EQ(stacks[0].base[at], 0);
	EXPECT(dies_writing(stacks[0].base));
	stack_put(&stacks[0]);
	return 0;
}
