/* "Monkeypatching", the Redis example: plain hiredis, not a line of it changed, waits for a Redis
 * server, and its coroutine only. Ten coroutines wait for an element each of a list; an eleventh pushes
 * them. */
#include <evergreen.h>
#include <hiredis/hiredis.h>
#include <stdio.h>

enum { WAITERS = 10 };

static const char *path;
static int waiting;

static void *waiter(void *arg) {
	redisContext *c = redisConnectUnix(path);
	if (!c || c->err)
		return eg_fail(1, "no connection: %s", c ? c->errstr : "no memory");
	waiting++;
	redisReply *reply = redisCommand(c, "BLPOP work 0");
	const char *got = reply && reply->type == REDIS_REPLY_ARRAY ? reply->element[1]->str : "nothing";
	printf("got %s\n", got);
	freeReplyObject(reply);
	redisFree(c);
	return arg;
}

static void *pusher(void *arg) {
	redisContext *c = redisConnectUnix(path);
	if (!c || c->err)
		return eg_fail(1, "no connection: %s", c ? c->errstr : "no memory");
	while (waiting < WAITERS)
		eg_sleep(0.001);
	puts("all are waiting, on one kernel thread");
	for (int i = 0; i < WAITERS; i++)
		freeReplyObject(redisCommand(c, "RPUSH work %d", i));
	redisFree(c);
	return arg;
}

int main(int argc, char **argv) {
	path = argc > 1 ? argv[1] : "/run/redis/redis-server.sock";
	eg_group group = EG_GROUP_INIT(0);
	eg_group_failfast(&group);
	for (int i = 0; i < WAITERS; i++)
		eg_group_spawn(&group, waiter, NULL, EG_FOREVER);
	eg_group_spawn(&group, pusher, NULL, EG_FOREVER);
	return eg_group_join(&group, eg_in(30)) < 0;
}
