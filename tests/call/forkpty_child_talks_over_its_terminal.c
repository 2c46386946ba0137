/* forkpty "combines openpty(), fork(), and login_tty()", inside libc: the child's threads read and print
 * on the terminal, the parent's threads do on its other side - openpty(3). */
#include <pty.h>

#include "tests/test.h"

static void *asks(void *arg) {
	char got[64] = "", *end = got;
	int master = *(int *)arg;
	EXPECT_EQ(write(master, "5 6\n", 4), 4);
	while (!strstr(got, "sum 11")) {
		ssize_t n = read(master, end, (size_t)(got + sizeof got - 1 - end));
		EXPECT(n > 0);
		end += n;
		*end = 0;
	}
	return NULL;
}

static void *adds(void *arg) {
	int a, b;
	EXPECT_EQ(scanf("%d %d", &a, &b), 2);
	printf("sum %d\n", a + b);
	return arg;
}

static void *nothing(void *arg) {
	return arg;
}

int main(void) {
	int master;
	join_thread(start_thread(nothing, NULL));
	pid_t pid = forkpty(&master, NULL, NULL, NULL);
	if (pid < 0)
		SKIP("no pseudo-terminals");
	if (pid == 0) {
		join_thread(start_thread(adds, NULL));
		exit(4);
	}
	join_thread(start_thread(asks, &master));
	EXPECT_EQ(reap(pid), 4);
	return test_end();
}
