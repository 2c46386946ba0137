/* dup2, dup3 and close_range close a descriptor as close does - dup(2), close_range(2) - and so
 * they wake who waits on it, under evergreen; and the number stands for what it stands for now. */
#include <linux/close_range.h>

#include "tests/test.h"

enum { AT = 300 };

static void *reader(void *arg) {
	char c;
	about_to_block();
	ssize_t n = read(AT, &c, 1);
	EXPECT(is_preloaded() ? n < 0 && errno == EBADF : n == 1);
	return arg;
}

static void *new_reader(void *arg) {
	char c;
	about_to_block();
	EXPECT_EQ(read(AT, &c, 1), 1);
	EXPECT_EQ(c, 'x');
	return arg;
}

int main(void) {
	for (int how = 0; how < 4; how++) {
		int old[2], new[2];
		EXPECT_EQ(pipe(old), 0);
		EXPECT_EQ(socketpair(AF_UNIX, SOCK_STREAM, 0, new), 0);
		EXPECT_EQ(dup2(old[0], AT), AT);
		pthread_t a = start_thread(reader, NULL);
		wait_until_blocked();
		switch (how) {
		case 0: EXPECT_EQ(dup2(new[0], AT), AT); break;
		case 1: EXPECT_EQ(dup3(new[0], AT, O_CLOEXEC), AT); break;
		case 2: EXPECT_EQ(close_range(AT - 10, AT + 10, 0), 0); break;
		case 3: closefrom(AT - 10); break;
		}
		EXPECT_EQ(fcntl(AT, F_GETFD), how == 0 ? 0 : how == 1 ? FD_CLOEXEC : -1);
		EXPECT_EQ(dup2(new[0], AT), AT);
		pthread_t b = start_thread(new_reader, NULL);
		wait_until_blocked();
		tell(old[1]);
		join_thread(a);
		tell(new[1]);
		join_thread(b);
	}
	return test_end();
}
