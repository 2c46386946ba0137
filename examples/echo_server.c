/* echo_server.c - the textbook server: a thread for each connection, which echoes what it reads.
 *
 * Nothing here knows of evergreen. Run it plainly, and each connection costs a kernel thread; run it as
 * `evergreen ./echo_server 7000`, and each costs a coroutine.
 *
 *   echo_server [port]     (0, the default: any free one; the port is printed) */
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

static void *serve(void *arg) {
	int fd = (int)(long)arg;
	char buf[4096];
	ssize_t n;
	while ((n = read(fd, buf, sizeof buf)) > 0) {
		if (write(fd, buf, (size_t)n) != n)
			break;
	}
	close(fd);
	return NULL;
}

static void die(const char *what) {
	perror(what);
	exit(1);
}

int main(int argc, char **argv) {
	int listener = socket(AF_INET, SOCK_STREAM, 0), on = 1;
	struct sockaddr_in addr = { .sin_family = AF_INET };
	socklen_t len = sizeof addr;
	addr.sin_port = htons((unsigned short)(argc > 1 ? atoi(argv[1]) : 0));
	addr.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	setsockopt(listener, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
	if (bind(listener, (struct sockaddr *)&addr, sizeof addr) < 0)
		die("bind");
	if (listen(listener, 4096) < 0)
		die("listen");
	getsockname(listener, (struct sockaddr *)&addr, &len);
	printf("%d\n", ntohs(addr.sin_port));
	fflush(stdout);
	signal(SIGPIPE, SIG_IGN);

	pthread_attr_t attr;
	pthread_attr_init(&attr);
	pthread_attr_setdetachstate(&attr, PTHREAD_CREATE_DETACHED);
	for (;;) {
		int fd = accept(listener, NULL, NULL);
		if (fd < 0)
			die("accept");
		setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
		pthread_t thread;
		int error = pthread_create(&thread, &attr, serve, (void *)(long)fd);
		if (error) {
			fprintf(stderr, "pthread_create: %s\n", strerror(error));
			close(fd);
		}
	}
}
