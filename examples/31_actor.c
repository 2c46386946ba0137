/* "Actors": coroutines with an inbox each. (They stop after some rounds; the tutorial's go on for ever.)
 */
#include <evergreen.h>
#include <stdio.h>

enum { MESSAGES = 5 };

struct actor {
	eg_queue inbox;
	void (*receive)(struct actor *self, const char *message);
};

static void pinger(struct actor *self, const char *message);
static void ponger(struct actor *self, const char *message);

static struct actor ping = { .receive = pinger }, pong = { .receive = ponger };

static void pinger(struct actor *self, const char *message) {
	(void)self;
	puts(message);
	eg_put(&pong.inbox, "ping", EG_FOREVER);
	eg_sleep(0);
}

static void ponger(struct actor *self, const char *message) {
	(void)self;
	puts(message);
	eg_put(&ping.inbox, "pong", EG_FOREVER);
	eg_sleep(0);
}

static void *run(void *arg) {
	struct actor *self = arg;
	void *message;
	for (int i = 0; i < MESSAGES && eg_get(&self->inbox, &message, EG_FOREVER) == 0; i++)
		self->receive(self, message);
	return NULL;
}

int main(void) {
	eg_co *both[] = { eg_spawn(run, &ping), eg_spawn(run, &pong) };
	eg_put(&ping.inbox, "start", EG_FOREVER);
	return eg_joinall(both, 2, EG_FOREVER);
}
