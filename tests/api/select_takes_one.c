/* eg_select waits for all kinds of things at once, and takes one of them only: the others are as they
 * were. */
#include <poll.h>

#include "tests/turns.h"

static eg_event event;
static eg_sem sem = EG_SEM_INIT(0, 0);
static eg_queue in = EG_QUEUE_INIT(0), out = EG_QUEUE_INIT(1), other = EG_QUEUE_INIT(1);
static int fds[2];

static void *nothing(void *arg) {
	eg_event_wait(&event, EG_FOREVER);
	return arg;
}

static void set_event(void) {
	eg_event_set(&event);
}

static void release(void) {
	eg_sem_release(&sem);
}

static void put(void) {
	eg_put(&in, "item", EG_NOW);
}

static void get(void) {
	eg_get(&out, NULL, EG_NOW);
}

static void sends(void) {
	EXPECT_EQ(write(fds[1], "x", 1), 1);
}

static void *trigger(void *fn) {
	(*(void (**)(void))fn)();
	return NULL;
}

static void cases_of(eg_case c[6], eg_co *co) {
	memset(c, 0, 6 * sizeof *c);
	c[0] = (eg_case){ .kind = EG_ON_SEM, .object = &sem };
	c[1] = (eg_case){ .kind = EG_ON_GET, .object = &in };
	c[2] = (eg_case){ .kind = EG_ON_PUT, .object = &out, .value = "put" };
	c[3] = (eg_case){ .kind = EG_ON_FD, .fd = fds[0], .events = POLLIN };
	c[4] = (eg_case){ .kind = EG_ON_CO, .object = co };
	c[5] = (eg_case){ .kind = EG_ON_EVENT, .object = &event };
}

/* What is triggered while it waits is what it finds; and nothing else has happened. */
static void one_by_one(void) {
	static void (*triggers[])(void) = { release, put, get, sends };
	char c;
	eg_co *co = eg_spawn(nothing, NULL);
	EXPECT_EQ(eg_put(&out, "first", EG_NOW), 0);
	eg_sleep(0);
	for (int i = 0; i < 4; i++) {
		eg_case cases[6];
		cases_of(cases, co);
		EXPECT_ERRNO(eg_select(cases, 6, EG_NOW), EAGAIN);
		EXPECT_ERRNO(eg_select(cases, 6, eg_in(0.001)), ETIMEDOUT);
		eg_co *t = eg_spawn(trigger, &triggers[i]);
		EXPECT_EQ(eg_select(cases, 6, EG_FOREVER), i);
		EXPECT_EQ(cases[i].error, 0);
		if (i == 1)
			EXPECT(!strcmp(cases[i].value, "item"));
		if (i == 3)
			EXPECT(cases[i].revents == POLLIN && read(fds[0], &c, 1) == 1);
		EXPECT_EQ(eg_sem_value(&sem), 0);
		EXPECT_EQ(eg_queue_len(&in), 0);
		EXPECT_EQ(eg_queue_len(&out), 1);
		EXPECT_EQ(eg_join(t, EG_FOREVER), 0);
		eg_unref(t);
	}
	eg_case cases[6];
	cases_of(cases, co);
	set_event();
	if (takes_turns())
		EXPECT_EQ(eg_select(cases, 6, EG_NOW), 5);
	EXPECT_EQ(eg_select(cases, 5, EG_FOREVER), 4); /* which the event lets end */
	eg_unref(co);
}

/* Several at once: each has its turn. */
static void fair(void) {
	int seen[2] = { 0 };
	for (int i = 0; i < 100; i++) {
		eg_put(&in, "a", EG_NOW);
		eg_put(&other, "b", EG_NOW);
		eg_case c[] = { { .kind = EG_ON_GET, .object = &in },
				{ .kind = EG_ON_GET, .object = &other } };
		int got = eg_select(c, 2, EG_NOW);
		EXPECT(got >= 0);
		seen[got]++;
		EXPECT_EQ(eg_queue_len(&in) + eg_queue_len(&other), 1);
		EXPECT_EQ(eg_get(got ? &in : &other, NULL, EG_NOW), 0);
		eg_sleep(0);
	}
	EXPECT(seen[0] > 0 && seen[1] > 0);
}

static void *taker(void *arg) {
	eg_case c[] = { { .kind = EG_ON_GET, .object = &in }, { .kind = EG_ON_GET, .object = &other } };
	EXPECT_EQ(eg_select(c, 2, EG_FOREVER), 1);
	EXPECT_EQ(c[1].error, (int)(intptr_t)arg);
	return NULL;
}

static void closed_and_removed(void) {
	eg_co *co = eg_spawn(taker, (void *)EPIPE);
	let_wait(co);
	eg_queue_close(&other, 1);
	EXPECT_EQ(eg_join(co, EG_FOREVER), 0);
	eg_unref(co);
	eg_queue_destroy(&other);
	other = (eg_queue)EG_QUEUE_INIT(0);
	co = eg_spawn(taker, (void *)EIDRM);
	let_wait(co);
	eg_queue_destroy(&other);
	EXPECT_EQ(eg_join(co, EG_FOREVER), 0);
	eg_unref(co);
	eg_case c = { .kind = EG_ON_GET };
	EXPECT_ERRNO(eg_select(&c, 1, EG_NOW), EINVAL);
	EXPECT_ERRNO(eg_select(NULL, 0, EG_NOW), EINVAL);
	c = (eg_case){ .kind = EG_ON_CO, .object = eg_self() };
	EXPECT_ERRNO(eg_select(&c, 1, EG_NOW), EINVAL);
}

int main(void) {
	EXPECT_EQ(pipe(fds), 0);
	one_by_one();
	fair();
	closed_and_removed();
	eg_queue_destroy(&in);
	eg_queue_destroy(&out);
	return 0;
}
