/* "The thread name is a meaningful C language string, whose length is restricted to 16 characters,
 * including the terminating null byte"; ERANGE for a longer one, and for a buffer that is too
 * small - pthread_setname_np(3). prctl(PR_SET_NAME) sets the same. */
#include <sys/prctl.h>

#include "tests/test.h"

static int fds[2];

static void *thread(void *arg) {
	char name[16];
	hear(fds[0]);
	EXPECT_EQ(pthread_getname_np(pthread_self(), name, sizeof name), 0);
	EXPECT(!strcmp(name, "by-main"));
	EXPECT_EQ(prctl(PR_GET_NAME, name), 0);
	EXPECT(!strcmp(name, "by-main"));
	EXPECT_EQ(prctl(PR_SET_NAME, "by-myself-and-too-long"), 0);
	EXPECT_EQ(pthread_getname_np(pthread_self(), name, sizeof name), 0);
	EXPECT(!strcmp(name, "by-myself-and-t"));
	return arg;
}

int main(void) {
	char name[16];
	EXPECT_EQ(pipe(fds), 0);
	pthread_t id = start_thread(thread, NULL);
	EXPECT_EQ(pthread_setname_np(id, "sixteen-chars-xx"), ERANGE);
	EXPECT_EQ(pthread_setname_np(id, "by-main"), 0);
	EXPECT_EQ(pthread_getname_np(id, name, 15), ERANGE);
	EXPECT_EQ(pthread_getname_np(id, name, sizeof name), 0);
	EXPECT(!strcmp(name, "by-main"));
	EXPECT_EQ(pthread_setname_np(pthread_self(), "main-thread"), 0);
	tell(fds[1]);
	join_thread(id);
	EXPECT_EQ(pthread_getname_np(pthread_self(), name, sizeof name), 0);
	EXPECT(!strcmp(name, "main-thread"));
	return test_end();
}
