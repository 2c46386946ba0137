/* "When the message does not fit into the send buffer of the socket, send() normally blocks" -
 * send(2); and on Unix datagram sockets, until the receiver's queue has room, whether the sender is
 * connected or names the receiver. Waiting takes no time of the processor. */
#include <sys/un.h>

#include "tests/test.h"

static struct sockaddr_un addr = { .sun_family = AF_UNIX };
static socklen_t len;
static int receiver, sender;

static void *send_one(void *arg) {
	(void)arg;
	about_to_block();
	EXPECT_EQ(sendto(sender, "x", 1, 0, (struct sockaddr *)&addr, len), 1);
	return NULL;
}

static int64_t cpu_ms(void) {
	struct timespec ts;
	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &ts);
	return ts.tv_sec * 1000 + ts.tv_nsec / 1000000;
}

int main(void) {
	int queued = 0;
	char c;
	receiver = socket(AF_UNIX, SOCK_DGRAM, 0);
	sender = socket(AF_UNIX, SOCK_DGRAM, 0);
	EXPECT_EQ(bind(receiver, (struct sockaddr *)&addr, sizeof addr.sun_family), 0);
	len = sizeof addr;
	EXPECT_EQ(getsockname(receiver, (struct sockaddr *)&addr, &len), 0);
	while (sendto(sender, "x", 1, MSG_DONTWAIT, (struct sockaddr *)&addr, len) == 1)
		queued++;
	EXPECT_EQ(errno, EAGAIN);
	pthread_t thread = start_thread(send_one, NULL);
	wait_until_blocked();
	int64_t start = cpu_ms();
	usleep(500000);
	EXPECT(cpu_ms() - start < 20);
	for (int i = 0; i <= queued; i++)
		EXPECT_EQ(recv(receiver, &c, 1, 0), 1);
	join_thread(thread);
	return test_end();
}
