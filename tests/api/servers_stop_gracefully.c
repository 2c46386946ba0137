/* A server: connections in coroutines of a pool, who is there, descriptors closed in the end, running
 * out of descriptors, a stop that waits and then does not. */
#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/un.h>

#include "tests/turns.h"

static _Atomic int alive, most, served, ended_early, waiting;
static eg_event go, full;

enum { PLACES = 3 };

static void *serve(void *server) {
	EXPECT_EQ(eg_serve(server), 0);
	return NULL;
}

static int dial(int port) {
	struct sockaddr_in addr = { .sin_family = AF_INET, .sin_port = htons((uint16_t)port) };
	addr.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	int fd = socket(AF_INET, SOCK_STREAM, 0);
	EXPECT_EQ(connect(fd, (struct sockaddr *)&addr, sizeof addr), 0);
	return fd;
}

static void echo(int fd, const char *peer, void *arg) {
	char c;
	EXPECT(!strncmp(peer, "127.0.0.1:", 10) && !strcmp(arg, "arg"));
	int now = ++alive;
	most = now > most ? now : most;
	if (now == PLACES)
		eg_event_set(&full);
	EXPECT_EQ(eg_event_wait(&full, EG_FOREVER), 0); /* for as many as are let in */
	while (read(fd, &c, 1) == 1)
		EXPECT_EQ(write(fd, &c, 1), 1);
	alive--;
	served++;
}

static void *client(void *port) {
	int fd = dial((int)(intptr_t)port);
	char c = 0;
	for (int i = 0; i < 10; i++) {
		EXPECT_EQ(write(fd, "x", 1), 1);
		EXPECT_EQ(read(fd, &c, 1), 1);
		EXPECT_EQ(c, 'x');
	}
	close(fd);
	return NULL;
}

static void pooled(void) {
	enum { CLIENTS = 20 };
	static eg_group pool = EG_GROUP_INIT(PLACES);
	eg_server *s = eg_listen("127.0.0.1:0", echo, "arg", &pool);
	EXPECT(s != NULL);
	eg_co *loop = eg_spawn(serve, s), *co[CLIENTS];
	for (int i = 0; i < CLIENTS; i++)
		co[i] = eg_spawn(client, (void *)(intptr_t)eg_server_port(s));
	EXPECT_EQ(eg_joinall(co, CLIENTS, EG_FOREVER), 0);
	EXPECT_ERRNO(eg_serve(s), EALREADY);
	EXPECT_EQ(eg_server_stop(s, EG_FOREVER), 0);
	EXPECT_EQ(eg_join(loop, EG_FOREVER), 0);
	EXPECT_EQ(served, CLIENTS);
	EXPECT_EQ(most, PLACES);
	eg_unref(loop);
	for (int i = 0; i < CLIENTS; i++)
		eg_unref(co[i]);
	eg_group_destroy(&pool);
}

static void waits(int fd, const char *peer, void *arg) {
	(void)fd;
	(void)peer;
	(void)arg;
	waiting++;
	if (eg_event_wait(&go, EG_FOREVER) < 0)
		ended_early++;
	else
		served++;
}

static void *opens_later(void *arg) {
	eg_sleep(0.005);
	eg_event_set(&go);
	return arg;
}

static void stopped(eg_deadline grace, int expect_served, int expect_early) {
	char c;
	served = ended_early = waiting = 0;
	eg_server *s = eg_listen("127.0.0.1:0", waits, NULL, NULL);
	eg_co *loop = eg_spawn(serve, s), *later = NULL;
	int a = dial(eg_server_port(s)), b = dial(eg_server_port(s));
	while (waiting < 2)
		eg_sleep(0);
	if (expect_served)
		later = eg_spawn(opens_later, NULL);
	EXPECT_EQ(eg_server_stop(s, grace), 0);
	EXPECT_EQ(eg_join(loop, EG_FOREVER), 0);
	EXPECT_EQ(served, expect_served);
	EXPECT_EQ(ended_early, expect_early);
	EXPECT_EQ(read(a, &c, 1), 0); /* closed */
	EXPECT_EQ(read(b, &c, 1), 0);
	close(a);
	close(b);
	eg_unref(loop);
	eg_unref(later);
	eg_event_clear(&go);
}

static void quiet(int fd, const char *peer, void *arg) {
	(void)peer;
	(void)arg;
	EXPECT_EQ(write(fd, "x", 1), 1);
}

/* No descriptors for a while: the server waits, and goes on. */
static void shortage(void) {
	struct rlimit limit, low;
	char c;
	eg_server *s = eg_listen("127.0.0.1:0", quiet, NULL, NULL);
	eg_co *loop = eg_spawn(serve, s);
	eg_sleep(0);
	int fd = dial(eg_server_port(s));
	getrlimit(RLIMIT_NOFILE, &limit);
	low = limit;
	low.rlim_cur = (rlim_t)fd + 1;
	setrlimit(RLIMIT_NOFILE, &low);
	eg_sleep(0.03);
	EXPECT(!eg_ready(loop));
	setrlimit(RLIMIT_NOFILE, &limit);
	EXPECT_EQ(read(fd, &c, 1), 1);
	close(fd);
	EXPECT_EQ(eg_server_stop(s, EG_FOREVER), 0);
	EXPECT_EQ(eg_join(loop, EG_FOREVER), 0);
	eg_unref(loop);
}

static void stops_its_own(int fd, const char *peer, void *server) {
	(void)fd;
	(void)peer;
	EXPECT_ERRNO(eg_server_stop(*(eg_server **)server, EG_NOW), EDEADLK);
}

static void from_within(void) {
	char c;
	eg_server *s = eg_listen("127.0.0.1:0", stops_its_own, &s, NULL);
	eg_co *loop = eg_spawn(serve, s);
	int fd = dial(eg_server_port(s));
	EXPECT_EQ(read(fd, &c, 1), 0);
	EXPECT_EQ(eg_server_stop(s, EG_FOREVER), 0);
	EXPECT_EQ(eg_join(loop, EG_FOREVER), 0);
	eg_unref(loop);
	close(fd);
}

static void addresses(void) {
	errno = 0;
	EXPECT(!eg_listen("nonsense", echo, NULL, NULL) && errno == EINVAL);
	EXPECT(!eg_listen(NULL, echo, NULL, NULL) && errno == EINVAL);
	EXPECT(!eg_listen("127.0.0.1:0", NULL, NULL, NULL) && errno == EINVAL);
	EXPECT(!eg_listen("127.0.0.1:x", echo, NULL, NULL) && errno == EINVAL);
	EXPECT(!eg_listen("127.0.0.1:65536", echo, NULL, NULL) && errno == EINVAL);
	EXPECT(!eg_listen("127.0.0.1:4294967296", echo, NULL, NULL) && errno == EINVAL);
	EXPECT(!eg_listen("[::1:0", echo, NULL, NULL) && errno == EINVAL);
	EXPECT(!eg_listen("192.0.2.1:0", echo, NULL, NULL) && errno == EADDRNOTAVAIL);
	char path[64];
	snprintf(path, sizeof path, "unix:/tmp/evergreen-test-%d", getpid());
	eg_server *s = eg_listen(path, echo, NULL, NULL);
	EXPECT(s != NULL && access(path + 5, F_OK) == 0);
	EXPECT_EQ(eg_server_stop(s, EG_NOW), 0);
	EXPECT(access(path + 5, F_OK) < 0);
	s = eg_listen(":0", echo, NULL, NULL);
	EXPECT(s != NULL && eg_server_port(s) > 0);
	EXPECT_EQ(eg_server_stop(s, EG_NOW), 0);
}

int main(void) {
	pooled();
	stopped(EG_FOREVER, 2, 0);
	stopped(EG_NOW, 0, 2);
	shortage();
	if (takes_turns()) /* else it may run before it is known as a connection */
		from_within();
	addresses();
	return 0;
}
