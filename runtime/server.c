/* server.c - eg_server: a listening socket and a coroutine for each connection.
 *
 * Each connection is in the server's list until its descriptor is closed, which its coroutine does in
 * the end, however it ends; one whose coroutine never ran is closed when the server goes. */
#include <netdb.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include "runtime/api.h"
#include "runtime/group.h"

enum { BACKLOG = 1024, AT_ONCE = 100, PEER = 128 };
enum { PORT_MOST = 65535, DIGITS_MOST = 8 };

struct eg_server {
	int fd;
	eg_handler *handler;
	void *arg;
	eg_group *pool, own;  /* the program's, or ours */
	eg_group connections; /* of this server, whatever else is in the pool */
	eg_event stopping, stopped;
	_Atomic bool is_serving, has_served; /* eg_serve runs; has ever run, and ends by `stopped` */
	_Atomic bool is_ending;              /* connections are cancelled, also such as come late */
	char *path;                          /* of a unix socket */
	struct guard guard;                  /* of the following */
	struct connection *unborn;           /* whose coroutine has not run */
};

struct connection {
	struct eg_server *server;
	int fd;
	struct connection *next, **at; /* among the unborn */
	char peer[PEER];
};

/* ---- addresses ---- */

/* "host:port" taken apart; host "" for every address. */
static int split(const char *address, char host[PEER], char port[PEER]) {
	const char *colon = strrchr(address, ':');
	size_t len = colon ? (size_t)(colon - address) : PEER;
	size_t digits = len < PEER ? strspn(colon + 1, "0123456789") : 0;
	if (!digits || digits > DIGITS_MOST || colon[1 + digits] || atoi(colon + 1) > PORT_MOST)
		return -EINVAL;
	bool brackets = address[0] == '[';
	if (brackets && (len < 2 || address[len - 1] != ']'))
		return -EINVAL;
	memcpy(host, address + brackets, len - 2 * brackets);
	host[len - 2 * brackets] = '\0';
	strcpy(port, colon + 1);
	return 0;
}

static int open_socket(const struct sockaddr *addr, socklen_t len) {
	int one = 1, fd = socket(addr->sa_family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
	if (fd < 0)
		return -errno;
	if (addr->sa_family != AF_UNIX)
		setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &one, sizeof one);
	if (bind(fd, addr, len) == 0 && listen(fd, BACKLOG) == 0)
		return fd;
	int error = -errno;
	close(fd);
	return error;
}

static int open_internet(const char *address) {
	char host[PEER], port[PEER];
	struct addrinfo *found,
		hints = { .ai_flags = AI_PASSIVE | AI_NUMERICSERV, .ai_socktype = SOCK_STREAM };
	if (split(address, host, port) < 0)
		return -EINVAL;
	int error = getaddrinfo(host[0] ? host : NULL, port, &hints, &found);
	if (error)
		return error == EAI_SYSTEM ? -errno : -ENOENT;
	int fd = -ENOENT;
	for (const struct addrinfo *a = found; a && fd < 0; a = a->ai_next)
		fd = open_socket(a->ai_addr, a->ai_addrlen);
	freeaddrinfo(found);
	return fd;
}

static int open_unix(const char *path) {
	struct sockaddr_un addr = { .sun_family = AF_UNIX };
	if (!*path || strlen(path) >= sizeof addr.sun_path)
		return -EINVAL;
	strcpy(addr.sun_path, path);
	return open_socket((struct sockaddr *)&addr, sizeof addr);
}

static void name_peer(int fd, char peer[PEER]) {
	struct sockaddr_storage addr;
	socklen_t len = sizeof addr;
	char host[64] = "", port[16] = "";
	if (getpeername(fd, (struct sockaddr *)&addr, &len) < 0 || addr.ss_family == AF_UNIX) {
		strcpy(peer, "unix");
		return;
	}
	getnameinfo((struct sockaddr *)&addr, len, host, sizeof host, port, sizeof port,
		    NI_NUMERICHOST | NI_NUMERICSERV);
	snprintf(peer, PEER, addr.ss_family == AF_INET6 ? "[%s]:%s" : "%s:%s", host, port);
}

/* ---- connections ---- */

static void end_connection(void *arg) {
	struct connection *c = arg;
	close(c->fd);
	free(c);
}

static void insert(struct eg_server *s, struct connection *c) {
	struct entry e = entry_begin(&s->guard, NULL, s);
	c->next = s->unborn;
	c->at = &s->unborn;
	if (c->next)
		c->next->at = &c->next;
	s->unborn = c;
	entry_drop(&s->guard, e);
	gate_leave(e.self);
}

static void take_out(struct connection *c) {
	struct guard *g = &c->server->guard;
	struct entry e = entry_begin(g, NULL, c);
	*c->at = c->next;
	if (c->next)
		c->next->at = c->at;
	entry_drop(g, e);
	gate_leave(e.self);
}

static void *run_connection(void *arg) {
	struct connection *c = arg;
	struct eg_server *s = c->server;
	take_out(c);
	if (eg_defer(end_connection, c) < 0) {
		end_connection(c);
		return NULL;
	}
	name_peer(c->fd, c->peer);
	s->handler(c->fd, c->peer, s->arg);
	return NULL;
}

/* Its coroutine, when the pool has a place. 0 or -errno. */
static int begin_connection(struct eg_server *s, int fd) {
	struct connection *c = calloc(1, sizeof *c);
	if (!c) {
		close(fd);
		return -ENOMEM;
	}
	c->server = s;
	c->fd = fd;
	insert(s, c);
	struct co *co;
	if (group_spawn(group_of(s->pool), &co, run_connection, c, EG_FOREVER.ns) < 0) {
		int error = -errno;
		take_out(c);
		end_connection(c);
		return error;
	}
	int error = 0;
	if (s->pool != &s->connections && eg_group_add(&s->connections, api_handle(co), EG_FOREVER) < 0)
		error = -errno;
	if (s->is_ending)
		cancel_request(co, ECANCELED);
	co_unref(co);
	return error;
}

/* ---- the calls ---- */

EXPORT eg_server *eg_listen(const char *address, eg_handler *handler, void *arg, eg_group *pool) {
	bool is_unix = address && !strncmp(address, "unix:", 5);
	int fd = !address || !handler ? -EINVAL
		 : is_unix            ? open_unix(address + 5)
				      : open_internet(address);
	struct eg_server *s = fd < 0 ? NULL : calloc(1, sizeof *s);
	if (!s) {
		if (fd >= 0)
			close(fd);
		errno = fd < 0 ? -fd : ENOMEM;
		return NULL;
	}
	s->fd = fd;
	s->handler = handler;
	s->arg = arg;
	s->pool = pool ? pool : &s->connections;
	s->path = is_unix ? strdup(address + 5) : NULL;
	return s;
}

EXPORT int eg_server_fd(const eg_server *s) {
	return s->fd;
}

EXPORT int eg_server_port(const eg_server *s) {
	struct sockaddr_storage addr;
	socklen_t len = sizeof addr;
	if (getsockname(s->fd, (struct sockaddr *)&addr, &len) < 0)
		return -1;
	if (addr.ss_family == AF_INET)
		return ntohs(((struct sockaddr_in *)&addr)->sin_port);
	return addr.ss_family == AF_INET6 ? ntohs(((struct sockaddr_in6 *)&addr)->sin6_port) : 0;
}

/* What passes by itself, or has to do with one connection only. */
static bool is_passing(int error) {
	return error == ECONNABORTED || error == EINTR || error == EPROTO || error == EPERM ||
	       error == ENETDOWN || error == EHOSTUNREACH || error == ENETUNREACH;
}

static bool is_shortage(int error) {
	return error == EMFILE || error == ENFILE || error == ENOBUFS || error == ENOMEM;
}

/* Some connections. 0: wait for more; -errno. */
static int accept_some(struct eg_server *s) {
	for (int i = 0; i < AT_ONCE && !eg_event_is_set(&s->stopping); i++) {
		int fd = accept4(s->fd, NULL, NULL, SOCK_CLOEXEC);
		if (fd < 0 && is_passing(errno))
			continue;
		if (fd < 0)
			return errno == EAGAIN ? 0 : -errno;
		int error = begin_connection(s, fd);
		if (error)
			return error;
	}
	return eg_sleep(0) < 0 ? -errno : 0;
}

static int serve(struct eg_server *s) {
	const double least = 0.01, most = 1;
	eg_case cases[] = { { .kind = EG_ON_EVENT, .object = &s->stopping },
			    { .kind = EG_ON_FD, .fd = s->fd, .events = POLLIN } };
	for (double delay = least;;) {
		int ready = eg_select(cases, 2, EG_FOREVER), error = ready < 0 ? -errno : 0;
		if (ready == 0)
			return 0;
		if (!error)
			error = accept_some(s);
		if (!error)
			delay = least;
		else if (!is_shortage(-error))
			return error;
		else if (eg_event_wait(&s->stopping, eg_in(delay)) < 0 && errno != ETIMEDOUT)
			return -errno;
		else
			delay = delay * 2 < most ? delay * 2 : most;
	}
}

/* Also when the coroutine is unwound. The server may be gone behind this. */
static void serve_over(struct eg_server **s) {
	(*s)->is_serving = false;
	eg_event_set(&(*s)->stopped);
}

EXPORT int eg_serve(eg_server *s) {
	int saved_errno = errno;
	if (atomic_exchange(&s->is_serving, true))
		return api_fail(EALREADY);
	struct eg_server *serving __attribute__((cleanup(serve_over))) = s;
	eg_event_clear(&s->stopped);
	s->has_served = true;
	int error = serve(serving);
	return error ? api_fail(-error) : api_result(0, saved_errno);
}

static void release(struct eg_server *s) {
	while (s->unborn) {
		struct connection *c = s->unborn;
		take_out(c);
		end_connection(c);
	}
	eg_group_destroy(&s->connections);
	eg_event_destroy(&s->stopping);
	eg_event_destroy(&s->stopped);
	close(s->fd);
	if (s->path)
		unlink(s->path);
	free(s->path);
	free(s);
}

/* What the pool admitted late is ended as well. */
static int end_connections(struct eg_server *s) {
	const double grace = 0.1;
	s->is_ending = true;
	if (eg_group_kill(&s->connections, eg_in(grace)) < 0)
		return -1;
	if (s->has_served && eg_event_wait(&s->stopped, EG_FOREVER) < 0)
		return -1;
	return eg_group_kill(&s->connections, eg_in(grace));
}

EXPORT int eg_server_stop(eg_server *s, eg_deadline grace) {
	int saved_errno = errno;
	if (group_has(group_of(&s->connections), co_caller()))
		return api_fail(EDEADLK);
	eg_event_set(&s->stopping);
	int joined = eg_group_join(&s->connections, grace);
	if (joined < 0 && errno != ETIMEDOUT && errno != EAGAIN)
		return -1;
	if (end_connections(s) < 0)
		return -1;
	release(s);
	return api_result(0, saved_errno);
}
