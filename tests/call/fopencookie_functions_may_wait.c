/* The functions that a program gives to fopencookie may do whatever it likes: one that waits, with the
 * stream's lock held, keeps only those waiting who use the stream - fopencookie(3). */
#include "tests/test.h"

static int fds[2];

static ssize_t cookie_read(void *cookie, char *buf, size_t size) {
	return read(*(int *)cookie, buf, size > 3 ? 3 : size);
}

static ssize_t cookie_write(void *cookie, const char *buf, size_t size) {
	return write(((int *)cookie)[1], buf, size);
}

static void *reads(void *arg) {
	char buf[16];
	EXPECT(fgets(buf, sizeof buf, arg));
	EXPECT(!strcmp(buf, "abc\n"));
	return NULL;
}

int main(void) {
	const cookie_io_functions_t functions = { .read = cookie_read, .write = cookie_write };
	EXPECT_EQ(pipe(fds), 0);
	FILE *in = fopencookie(fds, "r", functions), *out = fopencookie(fds, "w", functions);
	EXPECT(in && out);
	pthread_t threads[] = { start_thread(reads, in), start_thread(reads, in) };
	linger();
	EXPECT_EQ(fputs("abc\nabc\n", out), 1);
	EXPECT_EQ(fflush(out), 0);
	join_thread(threads[0]);
	join_thread(threads[1]);
	EXPECT_EQ(fclose(in) | fclose(out), 0);
	return test_end();
}
