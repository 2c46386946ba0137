/* warnx, error and psignal print to stderr and wait for its lock. A thread that waits in fputs, because
 * stderr is full, holds it: they may have to wait - the thread that empties stderr must not. */
#include <err.h>
#include <error.h>
#include <signal.h>

#include "tests/test.h"

enum { SIZE = 200000 };

static int out[2];
static char data[SIZE + 1];

static void *prints(void *arg) {
	EXPECT(fputs(data, stderr) >= 0);
	return arg;
}

static void *warns(void *arg) {
	warnx("warned");
	error(0, 0, "warned");
	psignal(SIGINT, "warned");
	return arg;
}

static void child(void) {
	char got[1000];
	EXPECT_EQ(pipe(out), 0);
	dup2(out[1], 2);
	memset(data, 'd', SIZE);
	pthread_t printer = start_thread(prints, NULL);
	linger();
	pthread_t warner = start_thread(warns, NULL);
	linger();
	for (size_t n = 0; n < SIZE;)
		n += (size_t)read(out[0], got, SIZE - n < sizeof got ? SIZE - n : sizeof got);
	join_thread(printer);
	join_thread(warner);
}

static void *nothing(void *arg) {
	return arg;
}

int main(void) {
	EXPECT_EQ(run_in_child(child), 0);
	join_thread(start_thread(nothing, NULL));
	return test_end();
}
