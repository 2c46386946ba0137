/* A megabyte by fwrite, fprintf, fputs and dprintf to a pipe that another thread empties: each waits in
 * the middle, and all arrives - pipe(7). */
#include "tests/test.h"

enum { SIZE = 1 << 20 };

static int fds[2];
static char data[SIZE + 1];

static void *reads(void *arg) {
	static char got[SIZE];
	size_t n = 0;
	linger();
	while (n < SIZE) {
		ssize_t more = read(fds[0], got + n, SIZE - n);
		EXPECT(more > 0);
		n += (size_t)more;
	}
	EXPECT(!memcmp(got, data, SIZE));
	return arg;
}

int main(void) {
	EXPECT_EQ(pipe(fds), 0);
	FILE *stream = fdopen(fds[1], "w");
	for (int i = 0; i < SIZE; i++)
		data[i] = (char)('a' + i * 7 / 3 % 26);
	for (int way = 0; way < 5; way++) {
		pthread_t thread = start_thread(reads, NULL);
		switch (way) {
		case 0: EXPECT_EQ(fwrite(data, 1, SIZE, stream), SIZE); break;
		case 1: EXPECT_EQ(fprintf(stream, "%s", data), SIZE); break;
		case 2: EXPECT(fputs(data, stream) >= 0); break;
		case 3: EXPECT_EQ(dprintf(fds[1], "%s", data), SIZE); break;
		default:
			for (int i = 0; i < SIZE; i++)
				EXPECT_EQ(putc(data[i], stream), data[i]);
		}
		EXPECT_EQ(fflush(stream), 0);
		join_thread(thread);
	}
	EXPECT(!ferror(stream));
	return test_end();
}
