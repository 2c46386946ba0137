/* stdin, stdout and stderr redirected to pipes: a thread waits in getchar, scanf, getline or fgets for
 * stdin, others print by putchar, puts, printf and perror, and one more answers all of it. */
#include "tests/test.h"

static int in[2], out[2], err[2];

static void expect(int fd, const char *text) {
	char got[64];
	size_t n = 0;
	while (n < strlen(text)) {
		ssize_t more = read(fd, got + n, strlen(text) - n);
		EXPECT(more > 0);
		n += (size_t)more;
	}
	EXPECT(!memcmp(got, text, n));
}

static void *answers(void *arg) {
	EXPECT_EQ(write(in[1], "a", 1), 1);
	expect(out[0], "got a\n");
	EXPECT_EQ(write(in[1], " 42 ", 4), 4);
	expect(out[0], "=42\n");
	EXPECT_EQ(write(in[1], "line\n", 5), 5);
	expect(out[0], "[ line]");
	EXPECT_EQ(write(in[1], "last\n", 5), 5);
	expect(err[0], "five: Input/output error\n");
	close(in[1]);
	return arg;
}

static void *prints(void *arg) {
	EXPECT_EQ(puts("got a"), 6);
	fflush(stdout);
	return arg;
}

static void child(void) {
	char *line = NULL, buf[16];
	size_t size = 0;
	int n;
	EXPECT_EQ(pipe(in) | pipe(out) | pipe(err), 0);
	dup2(in[0], 0);
	dup2(out[1], 1);
	dup2(err[1], 2);
	pthread_t thread = start_thread(answers, NULL);
	EXPECT_EQ(getchar(), 'a');
	join_thread(start_thread(prints, NULL));
	EXPECT_EQ(scanf("%d", &n), 1);
	EXPECT_EQ(printf("=%d\n", n), 4);
	fflush(stdout);
	EXPECT_EQ(getline(&line, &size, stdin), 6);
	line[5] = 0;
	putchar('[');
	fputs(line, stdout);
	putchar(']');
	fflush(stdout);
	EXPECT(fgets(buf, sizeof buf, stdin));
	errno = EIO;
	perror("five");
	EXPECT_EQ(getchar(), EOF);
	EXPECT(feof(stdin));
	join_thread(thread);
}

static void *nothing(void *arg) {
	return arg;
}

int main(void) {
	EXPECT_EQ(run_in_child(child), 0);
	join_thread(start_thread(nothing, NULL));
	return test_end();
}
