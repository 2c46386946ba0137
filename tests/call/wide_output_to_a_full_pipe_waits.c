/* fputws, fwprintf and fputwc to a pipe that another thread empties: each waits in the middle, and all
 * of it arrives - fputws(3). */
#include <wchar.h>

#include "tests/test.h"

enum { SIZE = 200000 };

static int fds[2];
static wchar_t data[SIZE + 1];

static void *reads(void *arg) {
	char got[4096];
	linger();
	for (size_t n = 0; n < SIZE;) {
		ssize_t more = read(fds[0], got, SIZE - n < sizeof got ? SIZE - n : sizeof got);
		EXPECT(more > 0);
		for (ssize_t i = 0; i < more; i++)
			EXPECT_EQ(got[i], 'a' + (int)(n + (size_t)i) % 26);
		n += (size_t)more;
	}
	return arg;
}

int main(void) {
	EXPECT_EQ(pipe(fds), 0);
	FILE *stream = fdopen(fds[1], "w");
	for (int i = 0; i < SIZE; i++)
		data[i] = L'a' + i % 26;
	for (int way = 0; way < 3; way++) {
		pthread_t thread = start_thread(reads, NULL);
		if (way == 0)
			EXPECT(fputws(data, stream) >= 0);
		else if (way == 1)
			EXPECT_EQ(fwprintf(stream, L"%ls", data), SIZE);
		for (int i = 0; way == 2 && i < SIZE; i++)
			EXPECT_EQ(fputwc(data[i], stream), data[i]);
		EXPECT_EQ(fflush(stream), 0);
		join_thread(thread);
	}
	return test_end();
}
