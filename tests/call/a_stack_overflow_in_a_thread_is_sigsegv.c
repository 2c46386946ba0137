/* Without a handler the process dies of SIGSEGV. (Preloaded, something tells of the stack and its
 * size.) */
#include "tests/test.h"

static int fds[2];

static int recurse(int n) {
	volatile char frame[1024];
	frame[0] = (char)n;
	int deeper = n < 100000000 ? recurse(n + 1) : 0;
	return deeper + frame[0];
}

static void *thread(void *arg) {
	usleep(100);
	recurse(0);
	return arg;
}

static void child(void) {
	pthread_attr_t attr;
	pthread_t id;
	EXPECT_EQ(dup2(fds[1], 2), 2);
	EXPECT_EQ(pthread_attr_init(&attr), 0);
	EXPECT_EQ(pthread_attr_setstacksize(&attr, 2 << 20), 0);
	EXPECT_EQ(pthread_create(&id, &attr, thread, NULL), 0);
	join_thread(id);
}

static void *nothing(void *arg) {
	return arg;
}

int main(void) {
	char said[500] = "";
	EXPECT_EQ(pipe(fds), 0);
	join_thread(start_thread(nothing, NULL));
	EXPECT_EQ(run_in_child(child), 128 + SIGSEGV);
	EXPECT_EQ(close(fds[1]), 0);
	ssize_t n = read(fds[0], said, sizeof said - 1);
	EXPECT(n >= 0);
	if (is_preloaded())
		EXPECT(strstr(said, "stack") && strstr(said, "2048"));
	else
		EXPECT_EQ(n, 0);
	return test_end();
}
