/* "The child inherits copies of the parent's set of open file descriptors" - fork(2) - and no more when
 * threads of the parent wait for something. */
#include <dirent.h>

#include "tests/test.h"

enum { THREADS = 10 };

static int counts[2], fds[2];

static void count(void) {
	DIR *dir = opendir("/proc/self/fd");
	int n = 0;
	EXPECT(dir);
	while (readdir(dir))
		n++;
	closedir(dir);
	EXPECT_EQ(write(counts[1], &n, sizeof n), (ssize_t)sizeof n);
}

static int descriptors_of_child(void) {
	int n;
	EXPECT_EQ(run_in_child(count), 0);
	EXPECT_EQ(read(counts[0], &n, sizeof n), (ssize_t)sizeof n);
	return n;
}

static void *waits(void *arg) {
	EXPECT_EQ(reap((pid_t)(intptr_t)arg), 0);
	return NULL;
}

static void *nothing(void *arg) {
	return arg;
}

int main(void) {
	pthread_t threads[THREADS];
	EXPECT_EQ(pipe(counts) | pipe(fds), 0);
	join_thread(start_thread(nothing, NULL));
	int before = descriptors_of_child();
	for (int i = 0; i < THREADS; i++) {
		pid_t pid = fork();
		EXPECT(pid >= 0);
		if (pid == 0) {
			char c;
			close(fds[1]);
			_exit(read(fds[0], &c, 1)); /* 0 at the end of the file */
		}
		threads[i] = start_thread(waits, (void *)(intptr_t)pid);
	}
	linger();
	EXPECT_EQ(descriptors_of_child(), before);
	close(fds[1]);
	before--;
	for (int i = 0; i < THREADS; i++)
		join_thread(threads[i]);
	EXPECT_EQ(descriptors_of_child(), before);
	return test_end();
}
