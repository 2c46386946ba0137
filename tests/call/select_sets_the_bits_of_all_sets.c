/* "Upon return, each of the file descriptor sets is modified in place to indicate which file
 * descriptors are currently "ready"", and select returns "the total number of bits that are set in
 * readfds, writefds, exceptfds" - select(2). */
#include <sys/select.h>

#include "tests/test.h"

static int fds[2], quiet[2];

static void *selector(void *arg) {
	fd_set reads, writes, excepts;
	FD_ZERO(&reads);
	FD_SET(fds[0], &reads);
	FD_SET(quiet[0], &reads);
	writes = excepts = reads;
	FD_CLR(quiet[0], &writes);
	about_to_block();
	EXPECT_EQ(select(FD_SETSIZE, &reads, NULL, &excepts, NULL), 1);
	EXPECT(FD_ISSET(fds[0], &excepts) && !FD_ISSET(fds[0], &reads));
	tell(fds[0]);

	about_to_block();
	FD_SET(fds[0], &reads);
	EXPECT_EQ(select(FD_SETSIZE, &reads, NULL, NULL, NULL), 1);
	FD_SET(quiet[0], &reads);
	FD_SET(quiet[0], &excepts);
	EXPECT_EQ(select(FD_SETSIZE, &reads, &writes, &excepts, NULL), 3);
	EXPECT(FD_ISSET(fds[0], &reads) && FD_ISSET(fds[0], &writes) && FD_ISSET(fds[0], &excepts));
	EXPECT(!FD_ISSET(quiet[0], &reads) && !FD_ISSET(quiet[0], &excepts));
	return arg;
}

int main(void) {
	tcp_pair(fds);
	EXPECT_EQ(pipe(quiet), 0);
	pthread_t thread = start_thread(selector, NULL);
	wait_until_blocked();
	EXPECT_EQ(send(fds[1], "!", 1, MSG_OOB), 1);
	hear(fds[1]);
	wait_until_blocked();
	EXPECT_EQ(send(fds[1], "x", 1, 0), 1);
	join_thread(thread);
	return test_end();
}
