/* POLLPRI: "There is some exceptional condition on the file descriptor. [...] There is out-of-band
 * data on a TCP socket" - poll(2). Asked for alone, and together with POLLIN and POLLOUT. */
#include <poll.h>

#include "tests/test.h"

static int fds[2];

static void *poller(void *arg) {
	struct pollfd p = { .fd = fds[0], .events = (short)(intptr_t)arg };
	char c;
	about_to_block();
	EXPECT_EQ(poll(&p, 1, -1), 1);
	EXPECT(p.revents & POLLPRI);
	EXPECT_EQ(recv(fds[0], &c, 1, MSG_OOB), 1);
	EXPECT_EQ(c, '!');
	return NULL;
}

static void check(int events) {
	tcp_pair(fds);
	if (events & POLLOUT)
		fill_up(fds[0]);
	pthread_t thread = start_thread(poller, (void *)(intptr_t)events);
	wait_until_blocked();
	EXPECT_EQ(send(fds[1], "!", 1, MSG_OOB), 1);
	join_thread(thread);
}

int main(void) {
	check(POLLPRI);
	check(POLLIN | POLLPRI);
	check(POLLIN | POLLPRI | POLLOUT);
	return test_end();
}
