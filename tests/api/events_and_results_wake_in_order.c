/* Whoever waits for an event or a result is woken when it comes, in the order of coming; deadlines,
 * second settings and destruction do as documented. */
#include "tests/turns.h"

static eg_event event;
static eg_result result = EG_RESULT_INIT;
static _Atomic int order[8], woken;

static void *wait_event(void *arg) {
	EXPECT_EQ(eg_event_wait(&event, EG_FOREVER), 0);
	order[woken++] = (int)(intptr_t)arg;
	return NULL;
}

static void *wait_result(void *arg) {
	void *value;
	EXPECT_EQ(eg_result_get(&result, &value, EG_FOREVER), 0);
	EXPECT(!strcmp(value, "Hello!"));
	order[woken++] = (int)(intptr_t)arg;
	return NULL;
}

static void *wait_removed(void *arg) {
	EXPECT_ERRNO(eg_event_wait(arg, EG_FOREVER), EIDRM);
	return arg;
}

static void run(void *(*fn)(void *), void (*set)(void)) {
	eg_co *co[4];
	woken = 0;
	for (int i = 0; i < 4; i++)
		co[i] = eg_spawn(fn, (void *)(intptr_t)i, .flags = i % 2 ? EG_SHARE_TLS : 0);
	for (int i = 0; i < 4; i++)
		let_wait(co[i]);
	set();
	if (takes_turns())
		EXPECT_EQ(woken, 0);
	EXPECT_EQ(eg_joinall(co, 4, EG_FOREVER), 0);
	for (int i = 0; i < 4; i++) {
		if (takes_turns())
			EXPECT_EQ(order[i], i);
		eg_unref(co[i]);
	}
}

static void set_and_clear(void) {
	eg_event_set(&event);
	EXPECT(eg_event_is_set(&event));
	eg_event_clear(&event);
}

static void set_result(void) {
	EXPECT_EQ(eg_result_set(&result, "Hello!"), 0);
}

int main(void) {
	eg_event doomed = EG_EVENT_INIT;
	eg_result failed = EG_RESULT_INIT;
	void *value;
	EXPECT_ERRNO(eg_event_wait(&event, EG_NOW), EAGAIN);
	EXPECT_ERRNO(eg_event_wait(&event, eg_in(0.001)), ETIMEDOUT);
	run(wait_event, set_and_clear);
	EXPECT(!eg_event_is_set(&event));

	EXPECT_ERRNO(eg_result_get(&result, &value, EG_NOW), EAGAIN);
	EXPECT_EQ(eg_result_ready(&result), 0);
	run(wait_result, set_result);
	EXPECT_EQ(eg_result_get(&result, NULL, EG_NOW), 0);
	EXPECT_ERRNO(eg_result_set(&result, NULL), EALREADY);
	EXPECT_ERRNO(eg_result_fail(&result, EIO), EALREADY);
	EXPECT_ERRNO(eg_result_fail(&failed, 0), EINVAL);
	EXPECT_EQ(eg_result_fail(&failed, EIO), 0);
	EXPECT_ERRNO(eg_result_get(&failed, &value, EG_FOREVER), EIO);

	eg_co *co[] = { eg_spawn(wait_removed, &doomed), eg_spawn(wait_removed, &doomed) };
	let_wait(co[0]);
	let_wait(co[1]);
	eg_event_destroy(&doomed);
	memset(&doomed, 0xff, sizeof doomed);
	EXPECT_EQ(eg_joinall(co, 2, EG_FOREVER), 0);
	eg_unref(co[0]);
	eg_unref(co[1]);
	return 0;
}
