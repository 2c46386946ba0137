/* The thread that forked is joined in the parent. When it ends in the child, there is nobody whom its end
 * could wake: the main thread did not come along. */
#include "tests/test.h"

#include <sched.h>

static _Atomic int *joined;
static pid_t parent;
static int go[2];

static void *stays(void *arg) {
	hear(go[0]);
	for (int i = 0; i < 100; i++)
		sched_yield();
	return arg;
}

static void *forks(void *arg) {
	linger(); /* the main thread joins */
	pid_t pid = fork();
	EXPECT(pid >= 0);
	if (pid == 0)
		start_thread(stays, NULL);
	else
		*(pid_t *)arg = pid;
	return NULL;
}

int main(void) {
	pid_t pid;
	joined = shared_memory(sizeof *joined);
	parent = getpid();
	EXPECT_EQ(pipe(go), 0);
	join_thread(start_thread(forks, &pid));
	++*joined;
	if (getpid() != parent)
		_exit(1);
	tell(go[1]);
	EXPECT_EQ(reap(pid), 0);
	EXPECT_EQ(*joined, 1);
	return test_end();
}
