/* A coroutine whose descriptors always have news does not park for them, and lets others run all the same. */
#include <poll.h>

#include "tests/turns.h"

static int fds[2];
static _Atomic int over;

static void *ends_it(void *arg) {
	over = 1;
	return arg;
}

static void *waits(void *arg) {
	while (!over)
		EXPECT_EQ(eg_fd_wait(fds[1], POLLOUT, EG_FOREVER), POLLOUT);
	return arg;
}

static void *selects(void *arg) {
	eg_case cases[] = { { .kind = EG_ON_FD, .fd = fds[1], .events = POLLOUT } };
	while (!over)
		EXPECT_EQ(eg_select(cases, 1, EG_FOREVER), 0);
	return arg;
}

/* As fast as it is read, for all that one knows. */
static void *communicates(void *arg) {
	eg_child child;
	EXPECT_EQ(eg_run(&child, (char *[]){ (char *)"cat", (char *)"/dev/zero", NULL }, EG_STDOUT), 0);
	EXPECT_ERRNO(eg_communicate(&child, NULL, 0, NULL, NULL, eg_in(0.01)), ETIMEDOUT);
	EXPECT_EQ(kill(child.pid, SIGKILL), 0);
	EXPECT_EQ(eg_communicate(&child, NULL, 0, NULL, NULL, EG_FOREVER), 0);
	eg_child_end(&child);
	return arg;
}

int main(void) {
	void *(*const fns[])(void *) = { waits, selects, communicates };
	EXPECT_EQ(pipe(fds), 0);
	for (int i = 0; i < 3; i++) {
		over = 0;
		eg_co *co[] = { eg_spawn(fns[i], NULL), eg_spawn(ends_it, NULL) };
		EXPECT_EQ(eg_joinall(co, 2, EG_FOREVER), 0);
		eg_unref(co[0]);
		eg_unref(co[1]);
	}
	return 0;
}
