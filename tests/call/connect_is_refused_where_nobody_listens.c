/* ECONNREFUSED "A connect() on a stream socket found no one listening on the remote address" -
 * connect(2). The socket then can be used for another try. */
#include <sys/un.h>

#include "tests/test.h"

static void *test(void *arg) {
	struct sockaddr_in addr;
	struct sockaddr_un un = { .sun_family = AF_UNIX, .sun_path = "/tmp" };
	(void)arg;
	int listener = tcp_listener(&addr, 1), fd = socket(AF_INET, SOCK_STREAM, 0);
	int bound = socket(AF_INET, SOCK_STREAM, 0);
	socklen_t len = sizeof addr;
	struct sockaddr_in nobody = { .sin_family = AF_INET, .sin_addr = addr.sin_addr };
	EXPECT_EQ(bind(bound, (struct sockaddr *)&nobody, sizeof nobody), 0);
	EXPECT_EQ(getsockname(bound, (struct sockaddr *)&nobody, &len), 0);
	for (int i = 0; i < 3; i++)
		EXPECT_ERRNO(connect(fd, (struct sockaddr *)&nobody, sizeof nobody), ECONNREFUSED);
	EXPECT_EQ(connect(fd, (struct sockaddr *)&addr, sizeof addr), 0);
	EXPECT_ERRNO(connect(fd, (struct sockaddr *)&addr, sizeof addr), EISCONN);
	EXPECT(accept(listener, NULL, NULL) >= 0);

	fd = socket(AF_UNIX, SOCK_STREAM, 0);
	EXPECT_ERRNO(connect(fd, (struct sockaddr *)&un, sizeof un), ECONNREFUSED);
	strcpy(un.sun_path, "/tmp/nobody-made-this-socket");
	EXPECT_ERRNO(connect(fd, (struct sockaddr *)&un, sizeof un), ENOENT);
	EXPECT_ERRNO(connect(fd, (struct sockaddr *)&addr, sizeof addr), EINVAL);
	return NULL;
}

int main(void) {
	join_thread(start_thread(test, NULL));
	return test_end();
}
