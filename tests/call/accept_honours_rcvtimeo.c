/* SO_RCVTIMEO: "Timeouts only have effect for system calls that perform socket I/O (e.g.,
 * accept(2), connect(2), read(2), recvmsg(2), send(2), sendmsg(2))" - socket(7). */
#include <sys/time.h>

#include "tests/test.h"

static struct sockaddr_in addr;
static int ready[2];

static void *client(void *arg) {
	hear(ready[0]);
	int fd = socket(AF_INET, SOCK_STREAM, 0);
	EXPECT_EQ(connect(fd, (struct sockaddr *)&addr, sizeof addr), 0);
	return arg;
}

int main(void) {
	struct timeval tv = { .tv_usec = 100000 };
	int listener = tcp_listener(&addr, 5);
	EXPECT_EQ(pipe(ready), 0);
	pthread_t thread = start_thread(client, NULL);
	EXPECT_EQ(setsockopt(listener, SOL_SOCKET, SO_RCVTIMEO, &tv, sizeof tv), 0);
	int64_t start = now_ms();
	EXPECT_ERRNO(accept(listener, NULL, NULL), EAGAIN);
	EXPECT(now_ms() - start >= 95);
	tell(ready[1]);
	tv = (struct timeval){ .tv_sec = 100 };
	EXPECT_EQ(setsockopt(listener, SOL_SOCKET, SO_RCVTIMEO, &tv, sizeof tv), 0);
	EXPECT(accept(listener, NULL, NULL) >= 0);
	join_thread(thread);
	return test_end();
}
