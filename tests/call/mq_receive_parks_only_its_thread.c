/* "If the queue is empty, then, by default, mq_receive() blocks until a message becomes available", and
 * mq_send while it is full - mq_receive(3), mq_send(3). Another thread sees to that. */
#include <fcntl.h>
#include <mqueue.h>

#include "tests/test.h"

static mqd_t queue;

static void *receives(void *arg) {
	char buf[16];
	unsigned priority;
	for (int i = 0; i < 20; i++) {
		EXPECT_EQ(mq_receive(queue, buf, sizeof buf, &priority), 2);
		EXPECT_EQ(priority, 7);
		EXPECT_EQ(buf[0], i);
	}
	return arg;
}

static void *sends(void *arg) {
	for (char i = 0; i < 20; i++) {
		char buf[2] = { i, 0 };
		EXPECT_EQ(mq_send(queue, buf, sizeof buf, 7), 0);
	}
	return arg;
}

int main(void) {
	struct mq_attr attr = { .mq_maxmsg = 4, .mq_msgsize = 16 };
	char name[32], buf[16];
	snprintf(name, sizeof name, "/test-%d", getpid());
	queue = mq_open(name, O_RDWR | O_CREAT | O_EXCL, 0600, &attr);
	if (queue < 0 && (errno == ENOSYS || errno == EACCES || errno == EMFILE))
		SKIP("no POSIX message queues");
	EXPECT(queue >= 0);
	EXPECT_EQ(mq_unlink(name), 0);

	pthread_t thread = start_thread(receives, NULL);
	linger();
	sends(NULL);
	join_thread(thread);
	thread = start_thread(sends, NULL);
	linger();
	receives(NULL);
	join_thread(thread);

	thread = start_thread(sends, NULL); /* fills it and waits */
	linger();
	for (int i = 0; i < 20; i++) {
		struct timespec far = in_ms(CLOCK_REALTIME, 1000000);
		EXPECT_EQ(mq_timedreceive(queue, buf, sizeof buf, NULL, &far), 2);
	}
	join_thread(thread);
	int64_t start = now_ms();
	struct timespec at = in_ms(CLOCK_REALTIME, 30);
	EXPECT_ERRNO(mq_timedreceive(queue, buf, sizeof buf, NULL, &at), ETIMEDOUT);
	EXPECT(now_ms() - start >= 25);
	return test_end();
}
