/* "The file descriptor returned by a successful call will be the lowest-numbered file descriptor not
 * currently open" - open(2), before there were threads, with them, and in a child. */
#include <fcntl.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/file.h>
#include <sys/socket.h>

#include "tests/test.h"

static int lowest;

static void expect_lowest(int fd) {
	EXPECT_EQ(fd, lowest);
	EXPECT_EQ(close(fd), 0);
}

static void *looks(void *arg) {
	int fds[2];
	FILE *stream = fopen("/dev/null", "r");
	EXPECT_EQ(fileno(stream), lowest);
	fclose(stream);
	expect_lowest(open("/dev/null", O_RDONLY));
	expect_lowest(socket(AF_INET, SOCK_STREAM, 0));
	expect_lowest(epoll_create1(0));
	expect_lowest(eventfd(0, 0));
	expect_lowest(dup(0));
	expect_lowest(fcntl(0, F_DUPFD, 0));
	EXPECT_EQ(pipe(fds), 0);
	EXPECT_EQ(fds[0], lowest);
	EXPECT_EQ(fds[1], lowest + 1);
	close(fds[0]);
	EXPECT_EQ(dup(0), lowest);
	close(lowest);
	close(fds[1]);
	EXPECT_EQ(fcntl(0, F_DUPFD, 500), 500);
	EXPECT_EQ(fcntl(0, F_DUPFD, 500), 501);
	EXPECT_EQ(dup2(0, 700), 700);
	EXPECT_EQ(close(500) | close(501) | close(700), 0);
	return arg;
}

static void *waits(void *arg) {
	hear(*(int *)arg);
	return NULL;
}

static void child(void) {
	join_thread(start_thread(looks, NULL));
	looks(NULL);
}

int main(void) {
	int fds[2];
	lowest = dup(0);
	close(lowest);
	looks(NULL);
	join_thread(start_thread(looks, NULL));
	looks(NULL);

	EXPECT_EQ(pipe(fds), 0);
	lowest += 2;
	pthread_t thread = start_thread(waits, fds); /* parked, and a child waited for */
	EXPECT_EQ(system("exit 0"), 0);
	looks(NULL);
	EXPECT_EQ(run_in_child(child), 0);
	join_thread(start_thread(looks, NULL));
	tell(fds[1]);
	join_thread(thread);
	return test_end();
}
