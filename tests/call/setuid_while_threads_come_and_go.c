/* One thread changes the effective user to and fro while others are made, end, wait in the kernel and
 * fork: each new thread has the credentials of the process. */
#include <unistd.h>

#include "tests/test.h"

static _Atomic int done;

static void *ends(void *arg) {
	uid_t r, e, s;
	EXPECT_EQ(getresuid(&r, &e, &s), 0);
	EXPECT(r == 0 && s == 0 && (e == 0 || e == 65534));
	return arg;
}

static void *makes(void *arg) {
	while (!done)
		join_thread(start_thread(ends, NULL));
	return arg;
}

static void *runs(void *arg) {
	while (!done)
		EXPECT_EQ(system("exit 0"), 0);
	return arg;
}

static void child(void) {
	pthread_t threads[] = { start_thread(makes, NULL), start_thread(makes, NULL),
				start_thread(runs, NULL), start_thread(runs, NULL) };
	for (int i = 0; i < 100; i++) {
		EXPECT_EQ(seteuid(65534), 0);
		EXPECT_EQ(geteuid(), 65534);
		usleep(100);
		EXPECT_EQ(seteuid(0), 0);
		EXPECT_EQ(geteuid(), 0);
	}
	done = 1;
	for (int i = 0; i < 4; i++)
		join_thread(threads[i]);
}

int main(void) {
	if (geteuid() != 0)
		SKIP("not root");
	EXPECT_EQ(run_in_child(child), 0);
	join_thread(start_thread(ends, NULL));
	return test_end();
}
