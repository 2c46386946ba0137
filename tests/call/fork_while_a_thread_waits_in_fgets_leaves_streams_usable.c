/* A thread waits in fgets on stdin, another one in fprintf on a full pipe, each with its stream's lock
 * held. In the child of a fork those threads are not, and glibc frees the locks: the child and its
 * threads can use these streams and others - fork(2). */
#include "tests/test.h"

static int in[2], out[2];
static FILE *from, *to;
static char data[200000];

static void *reads(void *arg) {
	char buf[8];
	EXPECT(fgets(buf, sizeof buf, from));
	return arg;
}

static void *prints(void *arg) {
	EXPECT_EQ(fwrite(data, 1, sizeof data, to), sizeof data);
	EXPECT_EQ(fflush(to), 0);
	return arg;
}

static void *uses(void *arg) {
	char buf[8];
	FILE *stream = fopen("/dev/null", "w");
	EXPECT(stream && fprintf(stream, "x") == 1 && fclose(stream) == 0);
	EXPECT(fgets(buf, sizeof buf, from) && !strcmp(buf, "c\n"));
	EXPECT(!ferror(to));
	return arg;
}

static void child(void) {
	uses(NULL);
	join_thread(start_thread(uses, NULL));
}

int main(void) {
	static char got[sizeof data];
	EXPECT_EQ(pipe(in) | pipe(out), 0);
	from = fdopen(in[0], "r");
	to = fdopen(out[1], "w");
	pthread_t reader = start_thread(reads, NULL), printer = start_thread(prints, NULL);
	linger();
	pid_t pid = fork();
	if (pid == 0) {
		close(in[0]);
		EXPECT_EQ(pipe(out), 0);
		dup2(out[0], in[0]);
		EXPECT_EQ(write(out[1], "c\nc\n", 4), 4);
		child();
		_exit(0);
	}
	EXPECT_EQ(reap(pid), 0);
	EXPECT_EQ(write(in[1], "x\n", 2), 2);
	for (size_t n = 0; n < sizeof data;)
		n += (size_t)read(out[0], got, sizeof got);
	join_thread(reader);
	join_thread(printer);
	return test_end();
}
