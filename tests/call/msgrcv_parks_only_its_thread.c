/* "The calling process is blocked until a message of the desired type is placed in the queue", or, to
 * send, until there is room - msgop(2). Another thread of it sees to that. */
#include <sys/msg.h>

#include "tests/test.h"

struct message {
	long type;
	char text[2000];
};

static int queue;

static void *receives(void *arg) {
	struct message message;
	for (int i = 0; i < 10; i++) {
		EXPECT_EQ(msgrcv(queue, &message, sizeof message.text, (long)arg, 0), i);
		EXPECT_EQ(message.type, (long)arg);
	}
	return arg;
}

static void *sends(void *arg) {
	struct message message = { .type = 3 };
	for (int i = 0; i < 100; i++) {
		memset(message.text, i, sizeof message.text);
		EXPECT_EQ(msgsnd(queue, &message, sizeof message.text, 0), 0);
	}
	return arg;
}

int main(void) {
	struct message message = { .type = 1 };
	queue = msgget(IPC_PRIVATE, 0600);
	if (queue < 0 && errno == ENOSYS)
		SKIP("no System V message queues");
	EXPECT(queue >= 0);
	EXPECT_ERRNO(msgrcv(queue, &message, 1, 0, IPC_NOWAIT), ENOMSG);
	pthread_t threads[] = { start_thread(receives, (void *)1), start_thread(receives, (void *)2) };
	linger();
	for (int i = 0; i < 20; i++) {
		message.type = i % 2 + 1;
		EXPECT_EQ(msgsnd(queue, &message, (size_t)i / 2, 0), 0);
	}
	join_thread(threads[0]);
	join_thread(threads[1]);

	threads[0] = start_thread(sends, NULL); /* more than fits */
	linger();
	for (int i = 0; i < 100; i++) {
		EXPECT_EQ(msgrcv(queue, &message, sizeof message.text, 0, 0), (int)sizeof message.text);
		EXPECT_EQ(message.text[1999], i);
	}
	join_thread(threads[0]);
	EXPECT_EQ(msgctl(queue, IPC_RMID, NULL), 0);
	return test_end();
}
