/* "popen() shall ensure that any streams from previous popen() calls that remain open in the parent
 * process are closed in the new child process" - POSIX. So the first command sees its end of file though
 * the second runs on. */
#include "tests/test.h"

static void *runs(void *arg) {
	(void)arg;
	FILE *first = popen("cat >/dev/null; exit 1", "w");
	FILE *second = popen("cat >/dev/null; exit 2", "w");
	EXPECT(first && second);
	EXPECT_EQ(WEXITSTATUS(pclose(first)), 1);
	EXPECT_EQ(WEXITSTATUS(pclose(second)), 2);
	return NULL;
}

int main(void) {
	pthread_t thread = start_thread(runs, NULL);
	join_thread(thread);
	runs(NULL);
	return test_end();
}
