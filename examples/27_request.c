/* "Thread Locals", as web frameworks use them: the request is reached through a global, and each handler
 * finds its own. */
#include <arpa/inet.h>
#include <evergreen.h>
#include <netinet/in.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

struct request {
	char path[64];
};

static eg_local request = EG_LOCAL_INIT(NULL);

/* Deep inside the application: nobody has passed it the request. */
static const char *current_path(void) {
	return ((struct request *)eg_local_get(&request))->path;
}

static void handle(int fd, const char *peer, void *arg) {
	struct request r = { "" };
	(void)peer;
	(void)arg;
	eg_local_set(&request, &r);
	if (read(fd, r.path, sizeof r.path - 1) <= 0)
		return;
	eg_sleep(0.01); /* the others have their turn */
	dprintf(fd, "You asked for %s", current_path());
}

static int port;

static void *client(void *path) {
	char answer[128] = "";
	struct sockaddr_in addr = { .sin_family = AF_INET, .sin_port = htons((uint16_t)port) };
	addr.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	int fd = socket(AF_INET, SOCK_STREAM, 0);
	connect(fd, (struct sockaddr *)&addr, sizeof addr);
	send(fd, path, strlen(path), 0);
	recv(fd, answer, sizeof answer - 1, MSG_WAITALL);
	close(fd);
	puts(answer);
	return NULL;
}

static void *serve(void *server) {
	eg_serve(server);
	return NULL;
}

int main(void) {
	void *paths[] = { "/", "/about", "/contact" };
	eg_group clients = EG_GROUP_INIT(0);
	eg_server *server = eg_listen("127.0.0.1:0", handle, NULL, NULL);
	port = eg_server_port(server);
	eg_spawn(serve, server, .flags = EG_DETACHED);
	eg_map(&clients, client, paths, NULL, 3, EG_FOREVER);
	return eg_server_stop(server, EG_FOREVER);
}
