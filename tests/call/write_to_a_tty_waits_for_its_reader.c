/* A write of more than a terminal's buffer holds waits until the other end has read - tty_ioctl(4),
 * write(2): all of it arrives, and the reader is another thread. */
#include <sys/uio.h>
#include <termios.h>

#include "tests/test.h"

enum { LEN = 200000 };

static int master, tty;

static void *reader(void *arg) {
	drain_pattern(master, LEN);
	drain_pattern(master, LEN);
	return arg;
}

int main(void) {
	static char buf[LEN];
	struct termios mode;
	EXPECT((master = posix_openpt(O_RDWR | O_NOCTTY)) >= 0);
	EXPECT_EQ(grantpt(master) + unlockpt(master), 0);
	EXPECT((tty = open(ptsname(master), O_RDWR | O_NOCTTY)) >= 0);
	EXPECT_EQ(tcgetattr(tty, &mode), 0);
	cfmakeraw(&mode);
	EXPECT_EQ(tcsetattr(tty, TCSANOW, &mode), 0);
	fill_pattern(buf, LEN, 0);
	pthread_t thread = start_thread(reader, NULL);
	EXPECT_EQ(write(tty, buf, LEN), LEN);
	struct iovec iov[] = { { buf, LEN - 5 }, { buf + LEN - 5, 5 } };
	EXPECT_EQ(writev(tty, iov, 2), LEN);
	join_thread(thread);
	return test_end();
}
