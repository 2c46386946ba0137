/* "Simple Servers": a server that greets and counts; try it with telnet 127.0.0.1 5000. SIGTERM stops
 * it. */
#include <evergreen.h>
#include <signal.h>
#include <stdio.h>
#include <sys/socket.h>

static void handle(int fd, const char *peer, void *arg) {
	(void)peer;
	(void)arg;
	dprintf(fd, "Hello from a telnet!\n");
	for (int i = 0; i < 5; i++)
		dprintf(fd, "%d\n", i);
}

static void stop(int signo, void *server) {
	(void)signo;
	eg_server_stop(server, eg_in(1));
}

int main(int argc, char **argv) {
	eg_server *server = eg_listen(argc > 1 ? argv[1] : "127.0.0.1:5000", handle, NULL, NULL);
	if (!server) {
		perror("listen");
		return 1;
	}
	eg_signal(SIGTERM, stop, server);
	printf("listening on port %d\n", eg_server_port(server));
	fflush(stdout);
	return eg_serve(server);
}
