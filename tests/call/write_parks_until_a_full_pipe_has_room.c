/* A write that finds no room waits until there is some, and the reader runs meanwhile - pipe(7). */
#include "tests/test.h"

static int fds[2];

static void *writer(void *arg) {
	(void)arg;
	about_to_block();
	tell(fds[1]);
	return NULL;
}

int main(void) {
	static char buf[1 << 20];
	EXPECT_EQ(pipe(fds), 0);
	size_t len = fill_up(fds[1]);
	pthread_t thread = start_thread(writer, NULL);
	wait_until_blocked();
	for (size_t done = 0; done < len + 1;) {
		ssize_t n = read(fds[0], buf, sizeof buf);
		EXPECT(n > 0);
		done += (size_t)n;
		EXPECT(done <= len + 1);
		EXPECT_EQ(buf[n - 1], done == len + 1 ? 'x' : 0);
	}
	join_thread(thread);
	return test_end();
}
