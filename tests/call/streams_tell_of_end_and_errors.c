/* "feof() tests the end-of-file indicator, ferror() the error indicator" - ferror(3): at the end of a
 * pipe, at a pipe without readers, a descriptor that does not wait. */
#include <fcntl.h>
#include <signal.h>

#include "tests/test.h"

static int fds[2];

static void *closes(void *arg) {
	linger();
	EXPECT_EQ(close(*(int *)arg), 0);
	return NULL;
}

static void *checks(void *arg) {
	char buf[16];
	EXPECT_EQ(pipe(fds), 0);
	FILE *in = fdopen(fds[0], "r");
	EXPECT_EQ(write(fds[1], "abc", 3), 3);
	pthread_t thread = start_thread(closes, &fds[1]);
	EXPECT(fgets(buf, sizeof buf, in) && !strcmp(buf, "abc"));
	EXPECT(feof(in) && !ferror(in));
	EXPECT_EQ(getc(in), EOF);
	clearerr(in);
	EXPECT(!feof(in));
	EXPECT_EQ(getc(in), EOF);
	EXPECT(feof(in));
	join_thread(thread);
	EXPECT_EQ(fclose(in), 0);

	EXPECT_EQ(pipe2(fds, O_NONBLOCK), 0);
	in = fdopen(fds[0], "r");
	EXPECT_EQ(write(fds[1], "ab", 2), 2);
	EXPECT_EQ(fread(buf, 1, 4, in), 2);
	EXPECT_EQ(errno, EAGAIN);
	EXPECT(ferror(in) && !feof(in));
	clearerr(in);
	EXPECT_EQ(write(fds[1], "c", 1), 1);
	EXPECT_EQ(getc(in), 'c');
	EXPECT(!ferror(in));

	FILE *out = fdopen(fds[1], "w");
	EXPECT_EQ(fclose(in), 0);
	EXPECT_EQ(fputc('x', out), 'x');
	EXPECT_ERRNO(fflush(out), EPIPE);
	EXPECT(ferror(out));
	fclose(out);

	out = fopen("/dev/full", "w");
	EXPECT_EQ(fputs("x", out), 1);
	EXPECT_ERRNO(fflush(out), ENOSPC);
	EXPECT_EQ(getc(out), EOF);
	EXPECT_EQ(errno, EBADF);
	fclose(out);
	return arg;
}

int main(void) {
	signal(SIGPIPE, SIG_IGN);
	join_thread(start_thread(checks, NULL));
	checks(NULL);
	return test_end();
}
