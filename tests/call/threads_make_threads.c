/* Any thread may create and join others: a tree of them, five levels deep. */
#include "tests/test.h"

static void *node(void *arg) {
	intptr_t depth = (intptr_t)arg, below = 0;
	pthread_t children[3];
	if (depth == 0)
		return (void *)1L;
	for (int i = 0; i < 3; i++)
		children[i] = start_thread(node, (void *)(depth - 1));
	for (int i = 0; i < 3; i++)
		below += (intptr_t)join_thread(children[i]);
	return (void *)(below + 1);
}

int main(void) {
	EXPECT_EQ((intptr_t)node((void *)5L), 364);
	return test_end();
}
