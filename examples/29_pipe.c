/* "Subprocess", pipes between processes: eg_fd_wait before each transfer, as the tutorial does; plain
 * send and recv would wait just as well. */
#include <evergreen.h>
#include <poll.h>
#include <stdio.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

static int ab[2], cd[2];

/* In a process of its own. */
static void relay(void) {
	char msg[32], answer[64];
	for (int i = 0; i < 10; i++) {
		ssize_t n = recv(ab[1], msg, sizeof msg, 0);
		int len = snprintf(answer, sizeof answer, "%.*s in %d", (int)n, msg, i);
		send(cd[0], answer, (size_t)len, 0);
	}
}

static void *put_msg(void *arg) {
	for (int i = 0; i < 10; i++) {
		eg_fd_wait(ab[0], POLLOUT, EG_FOREVER);
		send(ab[0], "hi", 2, 0);
	}
	return arg;
}

static void *get_msg(void *arg) {
	char msg[64];
	for (int i = 0; i < 10; i++) {
		eg_fd_wait(cd[1], POLLIN, EG_FOREVER);
		ssize_t n = recv(cd[1], msg, sizeof msg, 0);
		printf("%.*s\n", (int)n, msg);
	}
	return arg;
}

int main(void) {
	socketpair(AF_UNIX, SOCK_SEQPACKET, 0, ab);
	socketpair(AF_UNIX, SOCK_SEQPACKET, 0, cd);
	pid_t proc = fork();
	if (proc == 0) {
		relay();
		_exit(0);
	}
	eg_co *g1 = eg_spawn(get_msg, NULL), *g2 = eg_spawn(put_msg, NULL), *both[] = { g1, g2 };
	eg_joinall(both, 2, eg_in(10));
	waitpid(proc, NULL, 0);
	return 0;
}
