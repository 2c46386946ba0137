/* "nfds: This argument should be set to the highest-numbered file descriptor in any of the three
 * sets, plus 1" - select(2), or simply to getdtablesize(), whatever that is: the kernel looks no
 * further than the descriptors of the process go. Here, nothing is mapped behind the set. */
#include <sys/mman.h>
#include <sys/select.h>

#include "tests/test.h"

static int fds[2];

static void *selector(void *arg) {
	enum { PAGE = 4096 };
	char *map = shared_memory(2 * PAGE);
	EXPECT_EQ(munmap(map + PAGE, PAGE), 0);
	fd_set *reads = (fd_set *)(void *)(map + PAGE - sizeof *reads);
	FD_SET(fds[0], reads);
	about_to_block();
	EXPECT_EQ(select(1 << 20, reads, NULL, NULL, NULL), 1);
	EXPECT(FD_ISSET(fds[0], reads));
	return arg;
}

int main(void) {
	EXPECT_EQ(pipe(fds), 0);
	pthread_t thread = start_thread(selector, NULL);
	wait_until_blocked();
	tell(fds[1]);
	join_thread(thread);
	return test_end();
}
