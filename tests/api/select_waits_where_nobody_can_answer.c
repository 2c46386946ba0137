/* A queue without room, where the only one at the other end is the caller itself, or somebody whose wait is over
 * already: eg_select waits for something else, and others run. */
#include "tests/turns.h"

static eg_queue chan = EG_QUEUE_INIT(EG_CHAN);
static eg_event gone;

static void *gives_up(void *arg) {
	EXPECT_ERRNO(eg_get(&chan, NULL, eg_in(0.005)), ETIMEDOUT);
	eg_event_set(&gone);
	return arg;
}

/* It runs when the other's time is over as well, but first. */
static void *comes_too_late(void *arg) {
	eg_case cases[] = { { .kind = EG_ON_PUT, .object = &chan, .value = "item" },
			    { .kind = EG_ON_EVENT, .object = &gone } };
	EXPECT_EQ(eg_sleep(0.004), 0);
	EXPECT_EQ(eg_select(cases, 2, EG_FOREVER), 1);
	return arg;
}

static void meets_nobody(void) {
	eg_co *a = eg_spawn(gives_up, NULL), *b = eg_spawn(comes_too_late, NULL);
	let_wait(a);
	compute_for(20);
	EXPECT_EQ(eg_join(b, EG_FOREVER), 0);
	EXPECT_EQ(eg_join(a, EG_FOREVER), 0);
	eg_unref(a);
	eg_unref(b);
}

static void *puts_one(void *arg) {
	EXPECT_EQ(eg_put(&chan, arg, EG_FOREVER), 0);
	return arg;
}

static void meets_itself(void) {
	eg_case cases[] = { { .kind = EG_ON_GET, .object = &chan },
			    { .kind = EG_ON_PUT, .object = &chan, .value = "mine" },
			    { .kind = EG_ON_GET, .object = &chan } };
	for (int i = 0; i < 5; i++) { /* each is the first in turn */
		EXPECT_ERRNO(eg_select(cases, 3, EG_NOW), EAGAIN);
		EXPECT_ERRNO(eg_select(cases, 3, eg_in(0.002)), ETIMEDOUT);
	}
	eg_co *co = eg_spawn(puts_one, "other's");
	int got = eg_select(cases, 3, EG_FOREVER);
	EXPECT(got >= 0 && got != 1 && !strcmp(cases[got].value, "other's"));
	EXPECT_EQ(eg_join(co, EG_FOREVER), 0);
	eg_unref(co);
}

int main(void) {
	meets_itself();
	if (takes_turns()) /* else it may come in time, and wait for an answer */
		meets_nobody();
	return 0;
}
