/* When the other end of a pseudoterminal is closed, reads of the terminal return 0, and reads of
 * the master fail with EIO, also those that wait - pty(7), tty_io.c. */
#include "tests/test.h"

static int master, tty;

static void *read_tty(void *arg) {
	char c;
	about_to_block();
	EXPECT(read(tty, &c, 1) == 0 || errno == EIO); /* it may see the one or the other first */
	EXPECT_EQ(read(tty, &c, 1), 0);
	return arg;
}

static void *read_master(void *arg) {
	char c;
	about_to_block();
	EXPECT_ERRNO(read(master, &c, 1), EIO);
	return arg;
}

static void check(void *(*reader)(void *), int *closed) {
	EXPECT((master = posix_openpt(O_RDWR | O_NOCTTY)) >= 0);
	EXPECT_EQ(grantpt(master) + unlockpt(master), 0);
	EXPECT((tty = open(ptsname(master), O_RDWR | O_NOCTTY)) >= 0);
	pthread_t thread = start_thread(reader, NULL);
	wait_until_blocked();
	EXPECT_EQ(close(*closed), 0);
	join_thread(thread);
}

int main(void) {
	check(read_tty, &master);
	check(read_master, &tty);
	return test_end();
}
