/* EINTR "The system call was interrupted by a signal that was caught" - connect(2); POSIX: "the
 * connection shall be established asynchronously", and a second connect waits for it. With
 * SA_RESTART the first one goes on to wait - signal(7). */
#include <poll.h>

#include "tests/test.h"

static struct sockaddr_in addr;
static int handled[2];

static void handler(int sig) {
	(void)sig;
	tell(handled[1]);
}

static void *connector(void *arg) {
	int restarts = *(int *)arg, fd = socket(AF_INET, SOCK_STREAM, 0);
	about_to_block();
	int error = connect(fd, (struct sockaddr *)&addr, sizeof addr) < 0 ? errno : 0;
	EXPECT_EQ(error, restarts ? 0 : EINTR);
	if (error) {
		about_to_block();
		EXPECT_EQ(connect(fd, (struct sockaddr *)&addr, sizeof addr), 0);
	}
	tell(fd);
	return NULL;
}

static void check(int restarts) {
	int fd, listener = tcp_listener(&addr, 0), queued = socket(AF_INET, SOCK_STREAM, 0);
	set_handler(SIGUSR1, handler, restarts ? SA_RESTART : 0);
	EXPECT_EQ(connect(queued, (struct sockaddr *)&addr, sizeof addr), 0);
	pthread_t thread = start_thread(connector, &restarts);
	wait_until_blocked();
	EXPECT_EQ(pthread_kill(thread, SIGUSR1), 0);
	hear(handled[0]);
	if (!restarts)
		wait_until_blocked();
	EXPECT((fd = accept(listener, NULL, NULL)) >= 0);
	EXPECT((fd = accept(listener, NULL, NULL)) >= 0);
	hear(fd);
	join_thread(thread);
}

int main(void) {
	EXPECT_EQ(pipe(handled), 0);
	check(0);
	check(1);
	return test_end();
}
