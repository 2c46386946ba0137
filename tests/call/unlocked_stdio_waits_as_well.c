/* getc_unlocked, fgets_unlocked, fread_unlocked, putc_unlocked and fwrite_unlocked do not lock, but they
 * wait like their namesakes, and only their thread does - unlocked_stdio(3). */
#include "tests/test.h"

static int fds[2];
static char data[200000];

static void *sends(void *arg) {
	linger();
	EXPECT_EQ(write(fds[1], arg, strlen(arg)), (ssize_t)strlen(arg));
	return NULL;
}

static void *drains(void *arg) {
	static char got[sizeof data];
	linger();
	for (size_t n = 0; n < sizeof data;) {
		ssize_t more = read(fds[0], got, sizeof got);
		EXPECT(more > 0);
		n += (size_t)more;
	}
	return arg;
}

int main(void) {
	char buf[16];
	EXPECT_EQ(pipe(fds), 0);
	FILE *in = fdopen(fds[0], "r"), *out = fdopen(fds[1], "w");
	flockfile(in);
	pthread_t thread = start_thread(sends, "a");
	EXPECT_EQ(getc_unlocked(in), 'a');
	join_thread(thread);
	thread = start_thread(sends, "line\n");
	EXPECT(fgets_unlocked(buf, sizeof buf, in) && !strcmp(buf, "line\n"));
	join_thread(thread);
	thread = start_thread(sends, "12345");
	EXPECT_EQ(fread_unlocked(buf, 1, 5, in), 5);
	join_thread(thread);
	funlockfile(in);
	thread = start_thread(drains, NULL);
	EXPECT_EQ(fwrite_unlocked(data, 1, sizeof data, out), sizeof data);
	EXPECT_EQ(fflush_unlocked(out), 0);
	join_thread(thread);
	return test_end();
}
