/* "All threads other than the calling thread are destroyed during an execve()" - execve(2): the process
 * goes on as the new program, with its own pid and the status of the new program. */
#include "tests/test.h"

static int in[2], out[2];

static void *parked(void *arg) {
	(void)arg;
	pause();
	return NULL;
}

static void *nothing(void *arg) {
	return arg;
}

static void *execs(void *arg) {
	(void)arg;
	dup2(in[0], 0);
	dup2(out[1], 1);
	execl("/bin/sh", "sh", "-c", "echo $$; read word; exit $word", NULL);
	_exit(127);
}

int main(void) {
	char got[16] = "";
	EXPECT_EQ(pipe(in), 0);
	EXPECT_EQ(pipe(out), 0);
	pid_t pid = fork();
	if (pid == 0) {
		start_thread(parked, NULL);
		start_thread(parked, NULL);
		linger();
		start_thread(execs, NULL);
		parked(NULL);
	}
	EXPECT(read(out[0], got, sizeof got - 1) > 0);
	EXPECT_EQ(atoi(got), pid);
	EXPECT_EQ(write(in[1], "33\n", 3), 3);
	EXPECT_EQ(reap(pid), 33);
	join_thread(start_thread(nothing, NULL));
	return test_end();
}
