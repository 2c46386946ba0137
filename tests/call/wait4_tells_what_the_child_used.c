/* "If rusage is not NULL, the struct to which it points will be filled with accounting information about
 * the child" - wait4(2), whether or not there was something to wait for. */
#include <sys/resource.h>

#include "tests/test.h"

static int fds[2];

static void *ends_child(void *arg) {
	(void)arg;
	linger();
	tell(fds[1]);
	return NULL;
}

static int64_t cpu_us(const struct rusage *usage) {
	return (usage->ru_utime.tv_sec + usage->ru_stime.tv_sec) * INT64_C(1000000) +
	       usage->ru_utime.tv_usec + usage->ru_stime.tv_usec;
}

static pid_t busy_child(void) {
	pid_t pid = fork();
	if (pid == 0) {
		while (clock() < CLOCKS_PER_SEC / 20)
			;
		hear(fds[0]);
		_exit(0);
	}
	return pid;
}

int main(void) {
	EXPECT_EQ(pipe(fds), 0);
	for (int way = 0; way < 2; way++) {
		struct rusage usage = { .ru_maxrss = -1 };
		pid_t pid = busy_child();
		pthread_t thread = start_thread(ends_child, NULL);
		EXPECT_EQ(way ? wait3(NULL, 0, &usage) : wait4(pid, NULL, 0, &usage), pid);
		EXPECT(cpu_us(&usage) >= 40000);
		EXPECT(usage.ru_maxrss > 0);
		join_thread(thread);
	}
	return test_end();
}
