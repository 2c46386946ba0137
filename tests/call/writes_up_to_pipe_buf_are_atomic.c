/* "write(2)s of less than PIPE_BUF bytes must be atomic: the output data is written to the pipe as
 * a contiguous sequence" - pipe(7). Of as many bytes, too, and while the writers wait for room. */
#include <limits.h>

#include "tests/test.h"

enum { WRITERS = 4, WRITES = 64 };

static int fds[2];

static void *writer(void *arg) {
	char buf[PIPE_BUF];
	memset(buf, (char)(intptr_t)arg, sizeof buf);
	for (int i = 0; i < WRITES; i++)
		EXPECT_EQ(write(fds[1], buf, sizeof buf), sizeof buf);
	return NULL;
}

int main(void) {
	pthread_t threads[WRITERS];
	char buf[PIPE_BUF];
	EXPECT_EQ(pipe(fds), 0);
	for (int i = 0; i < WRITERS; i++)
		threads[i] = start_thread(writer, (void *)(intptr_t)('a' + i));
	for (int i = 0; i < WRITERS * WRITES; i++) {
		for (size_t len = 0; len < sizeof buf;) { /* odd pieces, which leave odd room */
			size_t want = sizeof buf - len < 1001 ? sizeof buf - len : 1001;
			ssize_t n = read(fds[0], buf + len, want);
			EXPECT(n > 0);
			len += (size_t)n;
		}
		EXPECT(!memcmp(buf, buf + 1, sizeof buf - 1));
	}
	for (int i = 0; i < WRITERS; i++)
		join_thread(threads[i]);
	return test_end();
}
