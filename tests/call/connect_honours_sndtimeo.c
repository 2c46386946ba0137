/* SO_SNDTIMEO: "if no data has been transferred and the timeout has been reached, then -1 is
 * returned with errno set to EAGAIN or EWOULDBLOCK, or EINPROGRESS (for connect(2))" - socket(7).
 * EAGAIN on Unix sockets. */
#include <sys/time.h>
#include <sys/un.h>

#include "tests/test.h"

static int ready[2];

static void *ticker(void *arg) {
	hear(ready[0]);
	return arg;
}

static void check(int fd, void *addr, socklen_t len, int error) {
	struct timeval tv = { .tv_usec = 100000 };
	EXPECT_EQ(setsockopt(fd, SOL_SOCKET, SO_SNDTIMEO, &tv, sizeof tv), 0);
	int64_t start = now_ms();
	EXPECT_ERRNO(connect(fd, addr, len), error);
	EXPECT(now_ms() - start >= 95);
}

int main(void) {
	struct sockaddr_in addr;
	struct sockaddr_un un = { .sun_family = AF_UNIX };
	socklen_t len = sizeof un;
	EXPECT_EQ(pipe(ready), 0);
	pthread_t thread = start_thread(ticker, NULL);
	tcp_listener(&addr, 0);
	int queued = socket(AF_INET, SOCK_STREAM, 0);
	EXPECT_EQ(connect(queued, (struct sockaddr *)&addr, sizeof addr), 0);
	check(socket(AF_INET, SOCK_STREAM, 0), &addr, sizeof addr, EINPROGRESS);

	int listener = socket(AF_UNIX, SOCK_STREAM, 0);
	EXPECT_EQ(bind(listener, (struct sockaddr *)&un, sizeof un.sun_family), 0);
	EXPECT_EQ(getsockname(listener, (struct sockaddr *)&un, &len), 0);
	EXPECT_EQ(listen(listener, 0), 0);
	EXPECT_EQ(connect(socket(AF_UNIX, SOCK_STREAM, 0), (struct sockaddr *)&un, len), 0);
	check(socket(AF_UNIX, SOCK_STREAM, 0), &un, len, EAGAIN);
	tell(ready[1]);
	join_thread(thread);
	return test_end();
}
