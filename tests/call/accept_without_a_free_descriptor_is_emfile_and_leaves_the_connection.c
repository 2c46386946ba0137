/* EMFILE: "The per-process limit on the number of open file descriptors has been reached": accept(2).
 * The connection stays in the queue, and is accepted when there is a number for it. So with the other
 * calls that make descriptors. */
#include "tests/test.h"

#include <fcntl.h>
#include <netinet/in.h>
#include <sys/resource.h>
#include <sys/socket.h>

enum { LIMIT = 80 };

static int listener, client;

static void *server(void *arg) {
	int taken[LIMIT], count = 0, pair[2], fd;
	char c;
	(void)arg;
	while ((fd = open("/dev/null", O_RDONLY)) >= 0)
		taken[count++] = fd;
	EXPECT_EQ(errno, EMFILE);
	EXPECT(count > 0);
	EXPECT_ERRNO(accept(listener, NULL, NULL), EMFILE);
	EXPECT_ERRNO(socket(AF_INET, SOCK_STREAM, 0), EMFILE);
	EXPECT_ERRNO(pipe(pair), EMFILE);
	EXPECT_ERRNO(dup(listener), EMFILE);
	EXPECT_ERRNO(fcntl(listener, F_DUPFD_CLOEXEC, 0), EMFILE);
	EXPECT(!popen("true", "r"));
	EXPECT_EQ(errno, EMFILE);

	EXPECT_EQ(close(taken[--count]), 0);
	fd = accept(listener, NULL, NULL);
	EXPECT_EQ(fd, taken[count]);
	EXPECT_EQ(read(fd, &c, 1), 1);
	EXPECT_EQ(c, 'x');
	EXPECT_EQ(close(fd), 0);
	while (count > 0)
		EXPECT_EQ(close(taken[--count]), 0);
	return NULL;
}

int main(void) {
	struct rlimit limit = { LIMIT, LIMIT };
	struct sockaddr_in addr = { .sin_family = AF_INET };
	socklen_t len = sizeof addr;
	addr.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	listener = socket(AF_INET, SOCK_STREAM, 0);
	EXPECT_EQ(bind(listener, (struct sockaddr *)&addr, len), 0);
	EXPECT_EQ(listen(listener, 5), 0);
	EXPECT_EQ(getsockname(listener, (struct sockaddr *)&addr, &len), 0);
	client = socket(AF_INET, SOCK_STREAM, 0);
	EXPECT_EQ(connect(client, (struct sockaddr *)&addr, len), 0);
	EXPECT_EQ(write(client, "x", 1), 1);
	EXPECT_EQ(setrlimit(RLIMIT_NOFILE, &limit), 0);
	pthread_t thread = start_thread(server, NULL);
	char c;
	EXPECT_EQ(read(client, &c, 1), 0); /* the server has closed it */
	join_thread(thread);
	return test_end();
}
