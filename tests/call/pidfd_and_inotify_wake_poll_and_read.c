/* Whatever can be polled parks a thread: "A PID file descriptor can be monitored using poll(2),
 * select(2), and epoll(7). When the process that it refers to terminates, these interfaces indicate
 * the file descriptor as readable" - pidfd_open(2). "read(2) blocks until at least one event
 * occurs" - inotify(7). */
#include <poll.h>
#include <sys/inotify.h>
#include <sys/syscall.h>
#include <sys/wait.h>

#include "tests/test.h"

static char dir[] = "/tmp/inotify-XXXXXX";

static void *wait_for_process(void *arg) {
	struct pollfd p = { .fd = *(int *)arg, .events = POLLIN };
	about_to_block();
	EXPECT_EQ(poll(&p, 1, -1), 1);
	return NULL;
}

static void *wait_for_file(void *arg) {
	char buf[1000] __attribute__((aligned(8)));
	about_to_block();
	EXPECT(read(*(int *)arg, buf, sizeof buf) > 0);
	EXPECT_EQ(((struct inotify_event *)(void *)buf)->mask, IN_CREATE);
	return NULL;
}

int main(void) {
	int hold[2];
	EXPECT_EQ(pipe(hold), 0);
	pid_t child = fork();
	if (child == 0) {
		close(hold[1]);
		_exit((int)read(hold[0], &(char){ 0 }, 1));
	}
	int pidfd = (int)syscall(SYS_pidfd_open, child, 0);
	EXPECT(pidfd >= 0);
	pthread_t thread = start_thread(wait_for_process, &pidfd);
	wait_until_blocked();
	EXPECT_EQ(close(hold[1]), 0);
	join_thread(thread);
	EXPECT_EQ(reap(child), 0);

	int notify = inotify_init1(0);
	EXPECT(mkdtemp(dir));
	EXPECT(inotify_add_watch(notify, dir, IN_CREATE) >= 0);
	thread = start_thread(wait_for_file, &notify);
	wait_until_blocked();
	EXPECT_EQ(chdir(dir), 0);
	EXPECT(open("made", O_CREAT | O_WRONLY, 0600) >= 0);
	join_thread(thread);
	EXPECT_EQ(unlink("made") + rmdir(dir), 0);
	return test_end();
}
