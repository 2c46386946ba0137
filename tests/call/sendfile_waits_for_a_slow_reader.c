/* sendfile to a socket blocks until all is sent, and "the file offset of in_fd is adjusted to
 * reflect the number of bytes read", or that in *offset - sendfile(2). The flags of the socket stay
 * as they are. */
#include <sys/sendfile.h>

#include "tests/test.h"

enum { LEN = 4 << 20 };

static int file;

static void *reader(void *arg) {
	const int *fds = arg;
	EXPECT_EQ(fcntl(fds[1], F_GETFL), O_RDWR);
	drain_pattern(fds[0], LEN);
	drain_pattern(fds[0], LEN);
	EXPECT_EQ(fcntl(fds[1], F_GETFL), O_RDWR);
	return NULL;
}

static void check(int fds[2]) {
	off_t offset = 0;
	EXPECT_EQ(lseek(file, 0, SEEK_SET), 0);
	pthread_t thread = start_thread(reader, fds);
	EXPECT_EQ(sendfile(fds[1], file, &offset, LEN), LEN);
	EXPECT_EQ(offset, LEN);
	EXPECT_EQ(lseek(file, 0, SEEK_CUR), 0);
	EXPECT_EQ(sendfile(fds[1], file, NULL, LEN), LEN);
	EXPECT_EQ(lseek(file, 0, SEEK_CUR), LEN);
	EXPECT_EQ(sendfile(fds[1], file, NULL, LEN), 0);
	EXPECT_EQ(sendfile(fds[1], file, &offset, LEN), 0);
	join_thread(thread);
}

int main(void) {
	static char buf[LEN];
	int fds[2];
	fill_pattern(buf, LEN, 0);
	EXPECT((file = open("/tmp", O_TMPFILE | O_RDWR, 0600)) >= 0);
	EXPECT_EQ(write(file, buf, LEN), LEN);
	EXPECT_EQ(socketpair(AF_UNIX, SOCK_STREAM, 0, fds), 0);
	check(fds);
	tcp_pair(fds);
	check(fds);
	EXPECT(dup(fds[1]) >= 0); /* somebody else may see the description now */
	check(fds);
	return test_end();
}
