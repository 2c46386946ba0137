/* A call that succeeds does not write errno, whatever it has met on the way: errno(3). */
#include <poll.h>

#include "tests/turns.h"

enum { MARK = 4242, ITEMS = 9 };

#define WELL(call)                                                                                      \
	do {                                                                                            \
		errno = MARK;                                                                           \
		EXPECT_EQ((call), 0);                                                                   \
		EXPECT_EQ(errno, MARK);                                                                 \
	} while (0)

static eg_event never;
static eg_group pool = EG_GROUP_INIT(2);
static eg_local local;

static void *waits(void *arg) {
	eg_event_wait(&never, EG_FOREVER);
	return arg;
}

static void *is_slow(void *arg) {
	WELL(eg_sleep(0.001));
	return arg;
}

/* They end at their next wait, but where they have a processor of their own, not before they get it. */
static void ends_coroutines(void) {
	eg_deadline at_once = takes_turns() ? EG_NOW : eg_in(10);
	eg_co *co[] = { eg_spawn(waits, NULL), eg_spawn(waits, NULL, .flags = EG_SHARE_TLS),
			eg_spawn(waits, NULL, .flags = EG_NATIVE) };
	for (int i = 0; i < 3; i++) {
		WELL(eg_kill(co[i], i < 2 ? at_once : eg_in(10)));
		WELL(eg_join(co[i], EG_NOW));
		eg_unref(co[i]);
	}
	EXPECT(eg_group_spawn(&pool, waits, NULL, EG_NOW) != NULL);
	WELL(eg_group_kill(&pool, at_once));
}

static void works(void) {
	void *in[ITEMS] = { NULL };
	eg_iter iter;
	eg_item item;
	WELL(eg_map(&pool, is_slow, in, NULL, ITEMS, EG_FOREVER));
	WELL(eg_imap(&iter, &pool, is_slow, in, ITEMS, ITEMS, 0));
	for (int i = 0; i < ITEMS; i++)
		WELL(eg_next(&iter, &item, EG_FOREVER) - 1);
	WELL(eg_next(&iter, &item, EG_FOREVER));
	WELL(eg_apply(&pool, is_slow, NULL, NULL, EG_FOREVER));
	WELL(eg_offload(is_slow, NULL, NULL, EG_FOREVER));
}

static void runs_a_program(void) {
	eg_child child;
	char *out;
	WELL(eg_run(&child, (char *[]){ (char *)"cat", NULL }, EG_STDIN | EG_STDOUT));
	WELL(eg_communicate(&child, "text", 4, &out, NULL, EG_FOREVER));
	EXPECT(!strcmp(out, "text"));
	WELL(eg_child_wait(&child, EG_FOREVER));
	eg_child_end(&child);
}

static void echo(int fd, const char *peer, void *arg) {
	char c;
	(void)peer;
	(void)arg;
	while (read(fd, &c, 1) == 1)
		EXPECT_EQ(write(fd, &c, 1), 1);
}

static void *serves(void *server) {
	WELL(eg_serve(server));
	return NULL;
}

static void serves_until_stopped(void) {
	char c = 'x';
	struct sockaddr_in addr = { .sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
	int fd = socket(AF_INET, SOCK_STREAM, 0);
	errno = MARK;
	eg_server *server = eg_listen("127.0.0.1:0", echo, NULL, NULL);
	EXPECT(server && errno == MARK);
	eg_co *co = eg_spawn(serves, server);
	addr.sin_port = htons((uint16_t)eg_server_port(server));
	WELL(connect(fd, (struct sockaddr *)&addr, sizeof addr));
	EXPECT(write(fd, &c, 1) == 1 && read(fd, &c, 1) == 1);
	WELL(eg_server_stop(server, eg_in(0.001))); /* it has to end the connection */
	WELL(eg_join(co, EG_FOREVER));
	eg_unref(co);
	EXPECT_EQ(close(fd), 0);
}

static void on_signal(int signo, void *arg) {
	(void)signo;
	(void)arg;
}

static void meets_the_rest(void) {
	int fds[2];
	EXPECT_EQ(pipe(fds), 0);
	WELL(eg_fd_wait(fds[1], POLLOUT, EG_FOREVER) - POLLOUT);
	WELL(eg_dump(fds[1], EG_DUMP_STACKS));
	WELL(eg_local_set(&local, fds));
	EG_TIMEOUT(scope, eg_in(1000))
	WELL(eg_sleep(0.001));
	WELL(eg_signal(SIGUSR1, on_signal, NULL));
	WELL(eg_wait(EG_FOREVER)); /* who waits for signals is not waited for, and may not have begun */
	WELL(eg_signal(SIGUSR1, NULL, NULL));
}

int main(void) {
	ends_coroutines();
	works();
	runs_a_program();
	if (takes_turns()) /* else the connection's thread may not get a processor in time */
		serves_until_stopped();
	meets_the_rest();
	return 0;
}
