/* libc closes descriptors itself: fclose, closedir, freopen, pclose. The number is then another's,
 * for which nothing counts that was known of the old one - fclose(3), closedir(3). */
#include <dirent.h>

#include "tests/test.h"

enum { AT = 3 };

static int ready[2];

/* The number is a nonblocking socket. */
static void use(void) {
	int fds[2];
	char c;
	EXPECT_EQ(socketpair(AF_UNIX, SOCK_STREAM, 0, fds), 0);
	EXPECT_EQ(fds[0], AT);
	EXPECT_EQ(fcntl(AT, F_SETFL, O_NONBLOCK), 0);
	EXPECT_ERRNO(recv(AT, &c, 1, 0), EAGAIN);
	EXPECT_ERRNO(read(AT, &c, 1), EAGAIN);
	EXPECT_EQ(close(fds[1]), 0);
}

static void *test(void *arg) {
	for (int how = 0; how < 3; how++) {
		FILE *stream;
		int fds[2];
		char c;
		use();
		if (how == 0) {
			EXPECT((stream = fdopen(AT, "r")) && fclose(stream) == 0);
		} else if (how == 1) {
			EXPECT((stream = fdopen(AT, "r+")) && freopen("/", "r", stream));
			EXPECT_EQ(fclose(stream), 0);
		} else {
			int dir = open("/", O_RDONLY | O_DIRECTORY);
			EXPECT(dir > AT && dup2(dir, AT) == AT && close(dir) == 0);
			EXPECT_ERRNO(read(AT, &c, 1), EISDIR);
			EXPECT_EQ(closedir(fdopendir(AT)), 0);
		}
		EXPECT_EQ(pipe(fds), 0);
		EXPECT_EQ(fds[0], AT);
		tell(ready[1]);
		EXPECT_EQ(write(ready[1], &fds[1], sizeof fds[1]), sizeof fds[1]);
		about_to_block();
		hear(AT);
		EXPECT_EQ(close(fds[0]) + close(fds[1]), 0);
	}
	return arg;
}

int main(void) {
	closefrom(AT);
	EXPECT_EQ(pipe(ready), 0);
	int a = fcntl(ready[0], F_DUPFD, 100), b = fcntl(ready[1], F_DUPFD, 100);
	EXPECT_EQ(close(ready[0]) + close(ready[1]), 0);
	ready[0] = a, ready[1] = b;
	pthread_t thread = start_thread(test, NULL);
	for (int i = 0; i < 3; i++) {
		int fd;
		hear(ready[0]);
		EXPECT_EQ(read(ready[0], &fd, sizeof fd), sizeof fd);
		wait_until_blocked();
		tell(fd);
	}
	join_thread(thread);
	return test_end();
}
