/* echo_epoll.c - the same echo server as a hand-written epoll loop: the measure of what an echo costs.
 *
 * One thread, level-triggered, accepted sockets non-blocking; one epoll_wait for up to 1024 events, one
 * read and one write for each. */
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

int main(int argc, char **argv) {
	int listener = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0), on = 1;
	struct sockaddr_in addr = { .sin_family = AF_INET };
	socklen_t len = sizeof addr;
	addr.sin_port = htons((unsigned short)(argc > 1 ? atoi(argv[1]) : 0));
	addr.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	setsockopt(listener, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
	if (bind(listener, (struct sockaddr *)&addr, sizeof addr) < 0 || listen(listener, 4096) < 0) {
		perror("listen");
		return 1;
	}
	getsockname(listener, (struct sockaddr *)&addr, &len);
	printf("%d\n", ntohs(addr.sin_port));
	fflush(stdout);
	signal(SIGPIPE, SIG_IGN);

	int ep = epoll_create1(0);
	struct epoll_event ev = { .events = EPOLLIN, .data.fd = listener }, events[1024];
	epoll_ctl(ep, EPOLL_CTL_ADD, listener, &ev);
	for (;;) {
		int n = epoll_wait(ep, events, 1024, -1);
		for (int i = 0; i < n; i++) {
			int fd = events[i].data.fd;
			if (fd == listener) {
				int conn = accept4(listener, NULL, NULL, SOCK_NONBLOCK);
				if (conn < 0)
					continue;
				setsockopt(conn, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
				ev.data.fd = conn;
				epoll_ctl(ep, EPOLL_CTL_ADD, conn, &ev);
				continue;
			}
			char buf[4096];
			ssize_t got = read(fd, buf, sizeof buf);
			if (got <= 0 || write(fd, buf, (size_t)got) != got)
				close(fd);
		}
	}
}
