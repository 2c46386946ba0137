/* "On Linux, a message queue descriptor is actually a file descriptor" - mq_overview(7): when
 * mq_close has closed it, its number is another's, whose reader is woken as ever. */
#include <mqueue.h>

#include "tests/test.h"

static mqd_t queue;

static void *receiver(void *arg) {
	char buf[64];
	about_to_block();
	EXPECT_EQ(mq_receive(queue, buf, sizeof buf, NULL), 3);
	return arg;
}

static void *reader(void *arg) {
	about_to_block();
	hear(*(int *)arg);
	return NULL;
}

int main(void) {
	struct mq_attr attr = { .mq_maxmsg = 4, .mq_msgsize = 64 };
	char name[64];
	snprintf(name, sizeof name, "/test-%d", (int)getpid());
	for (int i = 0; i < 3; i++) {
		int fds[2];
		if ((queue = mq_open(name, O_CREAT | O_RDWR, 0600, &attr)) < 0)
			SKIP("no message queues");
		EXPECT_EQ(mq_unlink(name), 0);
		pthread_t thread = start_thread(receiver, NULL);
		wait_until_blocked();
		EXPECT_EQ(mq_send(queue, "abc", 3, 0), 0);
		join_thread(thread);
		EXPECT_EQ(mq_close(queue), 0);
		EXPECT_EQ(pipe(fds), 0);
		EXPECT_EQ(fds[0], queue);
		thread = start_thread(reader, fds);
		wait_until_blocked();
		tell(fds[1]);
		join_thread(thread);
		EXPECT_EQ(close(fds[0]) + close(fds[1]), 0);
	}
	return test_end();
}
