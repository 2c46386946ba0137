/* A connect to a Unix socket whose queue is full waits until somebody accepts; EAGAIN if it is
 * nonblocking - unix(7), connect(2). The flags of the socket stay as they are. */
#include <sys/un.h>

#include "tests/test.h"

static struct sockaddr_un addr;
static socklen_t len;
static int type, client;

static void *connector(void *arg) {
	about_to_block();
	EXPECT_EQ(connect(client, (struct sockaddr *)&addr, len), 0);
	EXPECT_EQ(write(client, "late", 4), 4);
	return arg;
}

static void check(void) {
	char buf[8];
	int listener = socket(AF_UNIX, type, 0), queued = 0, fd;
	addr = (struct sockaddr_un){ .sun_family = AF_UNIX };
	EXPECT_EQ(bind(listener, (struct sockaddr *)&addr, sizeof addr.sun_family), 0);
	len = sizeof addr;
	EXPECT_EQ(getsockname(listener, (struct sockaddr *)&addr, &len), 0);
	EXPECT_EQ(listen(listener, 1), 0);
	while ((fd = socket(AF_UNIX, type | SOCK_NONBLOCK, 0)) >= 0 &&
	       connect(fd, (struct sockaddr *)&addr, len) == 0)
		queued++;
	EXPECT_EQ(errno, EAGAIN);
	client = socket(AF_UNIX, type, 0);
	pthread_t thread = start_thread(connector, NULL);
	wait_until_blocked();
	EXPECT_EQ(fcntl(client, F_GETFL), O_RDWR);
	for (; queued >= 0; queued--)
		EXPECT((fd = accept(listener, NULL, NULL)) >= 0);
	EXPECT_EQ(read(fd, buf, sizeof buf), 4);
	join_thread(thread);
}

int main(void) {
	type = SOCK_STREAM;
	check();
	type = SOCK_SEQPACKET;
	check();
	return test_end();
}
