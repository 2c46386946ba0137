/* "Groups and Pools": a class that polls sockets in a pool. (Of two; the tutorial's has a thousand.) */
#include <errno.h>
#include <evergreen.h>
#include <stdint.h>
#include <stdio.h>
#include <sys/socket.h>
#include <unistd.h>

struct socket_pool {
	eg_group pool;
};

static void *listen_to(void *socket) {
	char c;
	while (recv((int)(intptr_t)socket, &c, 1, 0) == 1)
		printf("received %c\n", c);
	puts(errno == ECANCELED ? "ended by shutdown" : "closed");
	return NULL;
}

/* -1 where the pool is full. */
static int add_handler(struct socket_pool *self, int socket) {
	if (eg_group_full(&self->pool))
		return -1;
	return eg_group_spawn(&self->pool, listen_to, (void *)(intptr_t)socket, EG_NOW) ? 0 : -1;
}

static void shut_down(struct socket_pool *self) {
	eg_group_kill(&self->pool, eg_in(1));
}

int main(void) {
	struct socket_pool self = { EG_GROUP_INIT(2) };
	int a[2], b[2];
	socketpair(AF_UNIX, SOCK_STREAM, 0, a);
	socketpair(AF_UNIX, SOCK_STREAM, 0, b);
	add_handler(&self, a[0]);
	add_handler(&self, b[0]);
	if (add_handler(&self, a[0]) < 0)
		puts("At maximum pool size");
	send(a[1], "a", 1, 0);
	send(b[1], "b", 1, 0);
	eg_sleep(0.01);
	shut_down(&self);
	printf("%zu left\n", eg_group_len(&self.pool));
	return 0;
}
