/* In the child of a coroutine's fork, that coroutine is the only thread there is: when it returns, or ends in another
 * way, or when the last thread that it has made does, the process ends with 0, as pthread_exit(3) says of threads. */
#include "tests/turns.h"

static int fds[2];

static void at_exit(void) {
	tell(fds[1]);
}

static void *last(void *arg) {
	linger();
	return arg;
}

static void *forks(void *arg) {
	pid_t pid = fork();
	EXPECT(pid >= 0);
	if (pid > 0) {
		EXPECT_EQ(reap(pid), 0);
		hear(fds[0]);
		return NULL;
	}
	atexit(at_exit);
	switch ((intptr_t)arg) {
	case 0: break;
	case 1: eg_exit(NULL);
	default: pthread_detach(start_thread(last, NULL));
	}
	return arg;
}

int main(void) {
	makes_threads_in_children();
	EXPECT_EQ(pipe(fds), 0);
	for (intptr_t i = 0; i < 6; i++) {
		eg_co *co = eg_spawn(forks, (void *)(i / 2), .flags = i % 2 ? EG_SHARE_TLS : 0);
		EXPECT_EQ(eg_join(co, EG_FOREVER), 0);
		eg_unref(co);
	}
	return 0;
}
