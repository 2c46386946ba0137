/* fseek, ftell, rewind, fgetpos, ungetc and append on a regular file, while threads wait elsewhere and
 * do the same on files of their own: every position is right - fseek(3). */
#include "tests/test.h"

enum { THREADS = 4 };

static void *checks(void *arg) {
	char path[] = "/tmp/test-XXXXXX", buf[64];
	fpos_t at;
	FILE *stream = fdopen(mkstemp(path), "w+");
	EXPECT(stream);
	for (int i = 0; i < 2000; i++)
		EXPECT_EQ(fprintf(stream, "%04d\n", i), 5);
	EXPECT_EQ(ftell(stream), 10000);
	rewind(stream);
	EXPECT(fgets(buf, sizeof buf, stream) && atoi(buf) == 0);
	EXPECT_EQ(ftell(stream), 5);
	EXPECT_EQ(fseek(stream, 5 * 1234, SEEK_SET), 0);
	usleep(100);
	EXPECT(fgets(buf, sizeof buf, stream) && atoi(buf) == 1234);
	EXPECT_EQ(fgetpos(stream, &at), 0);
	EXPECT_EQ(fseek(stream, -5, SEEK_END), 0);
	EXPECT(fgets(buf, sizeof buf, stream) && atoi(buf) == 1999);
	EXPECT(!fgets(buf, sizeof buf, stream) && feof(stream));
	EXPECT_EQ(fsetpos(stream, &at), 0);
	EXPECT_EQ(getc(stream), '1');
	EXPECT_EQ(ungetc('x', stream), 'x');
	EXPECT_EQ(ftell(stream), 1235 * 5);
	EXPECT_EQ(getc(stream), 'x');
	EXPECT_EQ(fseek(stream, 2, SEEK_CUR), 0);
	EXPECT_EQ(getc(stream), '5');
	fseek(stream, 0, SEEK_CUR);
	EXPECT_EQ(fputs("!", stream), 1); /* in the place of a newline */
	EXPECT_EQ(fflush(stream), 0);
	EXPECT_EQ(lseek(fileno(stream), 0, SEEK_CUR), 1236 * 5);
	EXPECT_EQ(fclose(stream), 0);

	stream = fopen(path, "a+");
	EXPECT_EQ(fputs("end", stream), 1);
	EXPECT_EQ(ftell(stream), 10003);
	EXPECT_EQ(fseek(stream, 1235 * 5, SEEK_SET), 0);
	EXPECT(fgets(buf, sizeof buf, stream) && !strcmp(buf, "1235!1236\n"));
	EXPECT_EQ(fclose(stream), 0);
	unlink(path);
	return arg;
}

static void *waits(void *arg) {
	char buf[8];
	EXPECT(fgets(buf, sizeof buf, arg));
	return NULL;
}

int main(void) {
	int fds[2];
	pthread_t threads[THREADS];
	EXPECT_EQ(pipe(fds), 0);
	FILE *in = fdopen(fds[0], "r");
	pthread_t waiting = start_thread(waits, in);
	for (int i = 0; i < THREADS; i++)
		threads[i] = start_thread(checks, NULL);
	checks(NULL);
	for (int i = 0; i < THREADS; i++)
		join_thread(threads[i]);
	EXPECT_EQ(write(fds[1], "x\n", 2), 2);
	join_thread(waiting);
	EXPECT_ERRNO(ftell(in), ESPIPE);
	return test_end();
}
