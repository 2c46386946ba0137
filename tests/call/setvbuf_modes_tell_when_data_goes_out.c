/* "Unbuffered: information appears as soon as written; block buffered: many characters are saved up;
 * line buffered: characters are saved up until a newline is output" - setbuf(3). A thread reads the
 * pipe. */
#include <poll.h>

#include "tests/test.h"

static int fds[2];
static char got[64];

static void *reads(void *arg) {
	ssize_t n = read(fds[0], got, sizeof got - 1);
	EXPECT(n > 0);
	got[n] = 0;
	return arg;
}

static void expect(const char *text) {
	join_thread(start_thread(reads, NULL));
	if (strcmp(got, text))
		FAIL("\"%s\", not \"%s\"", got, text);
}

static void expect_nothing(void) {
	struct pollfd p = { .fd = fds[0], .events = POLLIN };
	EXPECT_EQ(poll(&p, 1, 0), 0);
}

static FILE *open_with(char *buf, int mode, size_t size) {
	FILE *stream = fdopen(dup(fds[1]), "w");
	EXPECT_EQ(setvbuf(stream, buf, mode, size), 0);
	return stream;
}

int main(void) {
	char buf[1000];
	EXPECT_EQ(pipe(fds), 0);
	FILE *stream = open_with(NULL, _IONBF, 0);
	fputs("ab", stream);
	expect("ab");
	fprintf(stream, "%d-%s\n", 1, "x");
	expect("1-x\n");
	EXPECT_EQ(fclose(stream), 0);

	stream = open_with(buf, _IOLBF, sizeof buf);
	fputs("cd", stream);
	expect_nothing();
	fputs("ef\n", stream);
	expect("cdef\n");
	fputs("gh", stream);
	expect_nothing();
	fputc('\n', stream);
	expect("gh\n");
	EXPECT_EQ(fclose(stream), 0);

	stream = open_with(buf, _IOFBF, sizeof buf);
	fputs("ij\nkl\n", stream);
	expect_nothing();
	fflush(stream);
	expect("ij\nkl\n");
	fputs("mn", stream);
	expect_nothing();
	EXPECT_EQ(fclose(stream), 0);
	expect("mn");
	return test_end();
}
