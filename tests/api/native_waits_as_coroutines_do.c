/* What a function waits for on a kernel thread of its own ends by deadlines, scopes and cancellations, and one of
 * several things can be waited for, as in a coroutine; killed, it is unwound. */
#include <poll.h>

#include "tests/turns.h"

static eg_event begun, event;
static eg_queue queue = EG_QUEUE_INIT(1);
static int fds[2];
static _Atomic int deferred;

static void *is_cancelled(void *arg) {
	eg_case cases[] = { { .kind = EG_ON_GET, .object = &queue },
			    { .kind = EG_ON_FD, .fd = fds[0], .events = POLLIN } };
	eg_event_set(&begun);
	for (int again = 0; again < 2; again++) {
		EXPECT_ERRNO(eg_sleep(1000), EPIPE);
		EXPECT_ERRNO(eg_sleep(0), EPIPE);
		EXPECT_ERRNO(eg_event_wait(&event, EG_FOREVER), EPIPE);
		EXPECT_ERRNO(eg_get(&queue, NULL, eg_in(1000)), EPIPE);
		EXPECT_ERRNO(eg_fd_wait(fds[0], POLLIN, EG_FOREVER), EPIPE);
		EXPECT_ERRNO(eg_select(cases, 2, EG_FOREVER), EPIPE);
	}
	EXPECT_EQ(eg_shield(1), 0);
	EXPECT_ERRNO(eg_event_wait(&event, eg_in(0.001)), ETIMEDOUT);
	EXPECT_EQ(eg_shield(0), 1);
	EXPECT_EQ(eg_cancelled(), EPIPE);
	return arg;
}

static void *is_capped(void *arg) {
	EG_TIMEOUT(outer, eg_in(1000)) {
		EG_TIMEOUT(inner, eg_in(0.005)) {
			EXPECT_ERRNO(eg_event_wait(&event, EG_FOREVER), ETIMEDOUT);
			EXPECT_ERRNO(eg_fd_wait(fds[0], POLLIN, EG_FOREVER), ETIMEDOUT);
			EXPECT_ERRNO(eg_sleep(0), ETIMEDOUT);
			EXPECT(eg_scope_expired(&inner) && !eg_scope_expired(&outer));
		}
		EXPECT_EQ(eg_sleep(0.001), 0);
	}
	return arg;
}

/* Each case by itself, and neither twice. */
static void *selects(void *arg) {
	char c;
	eg_case cases[] = { { .kind = EG_ON_GET, .object = &queue },
			    { .kind = EG_ON_FD, .fd = fds[0], .events = POLLIN } };
	EXPECT_ERRNO(eg_select(cases, 2, EG_NOW), EAGAIN);
	EXPECT_ERRNO(eg_select(cases, 2, eg_in(0.001)), ETIMEDOUT);
	for (int i = 0; i < 100; i++) {
		eg_event_set(&begun);
		int got = eg_select(cases, 2, EG_FOREVER);
		EXPECT_EQ(got, i % 2);
		if (got == 1)
			EXPECT(cases[1].revents == POLLIN && read(fds[0], &c, 1) == 1);
		else
			EXPECT(cases[0].value == (void *)&queue);
	}
	return arg;
}

static void note(void *arg) {
	deferred++;
	(void)arg;
}

static void *deaf(void *arg) {
	eg_defer(note, NULL);
	eg_event_set(&begun);
	for (;;)
		eg_event_wait(&event, EG_FOREVER);
	return arg;
}

static void wait_for_begin(void) {
	EXPECT_EQ(eg_event_wait(&begun, EG_FOREVER), 0);
	eg_event_clear(&begun);
}

static void ends_well(eg_co *co) {
	EXPECT_EQ(eg_join(co, EG_FOREVER), 0);
	EXPECT_EQ(eg_error(co), 0);
	EXPECT(eg_value(co) == (void *)&fds);
	eg_unref(co);
}

int main(void) {
	EXPECT_EQ(pipe(fds), 0);
	for (int i = 0; i < 10; i++) {
		eg_co *co = eg_spawn(is_cancelled, &fds, .flags = EG_NATIVE);
		wait_for_begin();
		EXPECT_EQ(eg_cancel(co, EPIPE), 0);
		ends_well(co);
		ends_well(eg_spawn(is_capped, &fds, .flags = EG_NATIVE));

		co = eg_spawn(selects, &fds, .flags = EG_NATIVE);
		for (int n = 0; n < 100; n++) {
			wait_for_begin();
			if (n % 2)
				EXPECT_EQ(write(fds[1], "x", 1), 1);
			else
				EXPECT_EQ(eg_put(&queue, &queue, EG_FOREVER), 0);
		}
		ends_well(co);

		co = eg_spawn(deaf, NULL, .flags = EG_NATIVE);
		wait_for_begin();
		EXPECT_EQ(eg_kill(co, eg_in(0.01)), 0);
		EXPECT_EQ(deferred, i + 1);
		EXPECT_EQ(eg_error(co), ECANCELED);
		eg_unref(co);
	}
	return 0;
}
