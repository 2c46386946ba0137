/* A terminal in canonical mode: "read(2) returns at most one line of input", and waits until there
 * is one - termios(3). And what is written comes out at the other end of it. */
#include "tests/test.h"

static int master, tty;

static void *reader(void *arg) {
	char buf[64];
	about_to_block();
	EXPECT_EQ(read(tty, buf, sizeof buf), 4);
	EXPECT(!memcmp(buf, "one\n", 4));
	EXPECT_EQ(read(tty, buf, 2), 2);
	EXPECT_EQ(read(tty, buf + 2, sizeof buf - 2), 2);
	EXPECT(!memcmp(buf, "two\n", 4));
	EXPECT_EQ(write(tty, "three\n", 6), 6);
	about_to_block();
	EXPECT_EQ(read(tty, buf, sizeof buf), 0); /* ^D */
	return arg;
}

static void expect_from_master(const char *what) {
	for (const char *at = what; *at; at++) {
		char c;
		EXPECT_EQ(read(master, &c, 1), 1);
		EXPECT_EQ(c, *at);
	}
}

int main(void) {
	EXPECT((master = posix_openpt(O_RDWR | O_NOCTTY)) >= 0);
	EXPECT_EQ(grantpt(master) + unlockpt(master), 0);
	EXPECT((tty = open(ptsname(master), O_RDWR | O_NOCTTY)) >= 0);
	pthread_t thread = start_thread(reader, NULL);
	wait_until_blocked();
	EXPECT_EQ(write(master, "on", 2), 2);
	linger();
	EXPECT_EQ(write(master, "e\ntwo\n", 6), 6);
	expect_from_master("one\r\ntwo\r\nthree\r\n"); /* the echo, too */
	wait_until_blocked();
	EXPECT_EQ(write(master, "\4", 1), 1);
	join_thread(thread);
	return test_end();
}
