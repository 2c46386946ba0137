/* Groups: as many members at once as there are places, spawners waiting in order, joining, cancelling,
 * failing fast, apply without waiting for oneself. */
#include "tests/turns.h"

static _Atomic int alive, most, ran;
static eg_group pool = EG_GROUP_INIT(2);

static void *worker(void *arg) {
	int now = ++alive;
	if (now > most)
		most = now;
	for (int i = 0; i < 3; i++)
		eg_sleep(0);
	alive--;
	ran++;
	return arg;
}

static void *forever(void *arg) {
	EXPECT_ERRNO(eg_sleep(1000), ECANCELED);
	return arg;
}

static void *deaf(void *arg) {
	for (;;)
		eg_sleep(1000);
	return arg;
}

static void *fails(void *arg) {
	eg_sleep(0);
	return eg_fail(EPROTO, "%s", (char *)arg);
}

static void *member(void *arg) {
	void *value;
	EXPECT_EQ(eg_apply(&pool, worker, "inline", &value, EG_FOREVER), 0);
	EXPECT(!strcmp(value, "inline"));
	if (eg_group_full(&pool)) { /* what it calls fails, and not it */
		eg_fail(EBUSY, "mine");
		EXPECT_ERRNO(eg_apply(&pool, fails, "inline", NULL, EG_FOREVER), EPROTO);
	}
	return arg;
}

int main(void) {
	eg_group group = EG_GROUP_INIT(0);
	EXPECT_EQ(eg_group_join(&group, EG_NOW), 0);
	for (int i = 0; i < 10; i++)
		EXPECT(eg_group_spawn(&pool, worker, NULL, EG_FOREVER) != NULL);
	if (takes_turns()) {
		EXPECT(eg_group_full(&pool) && eg_group_len(&pool) == 2);
		errno = 0;
		EXPECT(!eg_group_spawn(&pool, worker, NULL, EG_NOW) && errno == EAGAIN);
		EXPECT(!eg_group_spawn(&pool, worker, NULL, eg_in(0)) && errno == EAGAIN);
	}
	EXPECT_EQ(eg_group_join(&pool, EG_FOREVER), 0);
	EXPECT_EQ(ran, 10);
	EXPECT(takes_turns() ? most == 2 : most <= 2);

	for (int i = 0; i < 5; i++)
		eg_group_spawn(&group, forever, NULL, EG_FOREVER);
	eg_co *co = eg_spawn(forever, NULL), *done = eg_spawn(worker, NULL);
	EXPECT_EQ(eg_group_add(&group, co, EG_FOREVER), 0);
	EXPECT_EQ(eg_join(done, EG_FOREVER), 0);
	EXPECT_EQ(eg_group_add(&group, done, EG_FOREVER), 0); /* has ended: it is no member */
	EXPECT_EQ(eg_group_len(&group), 6);
	EXPECT_ERRNO(eg_group_join(&group, eg_in(0.001)), ETIMEDOUT);
	EXPECT_EQ(eg_group_cancel(&group, 0), 0);
	EXPECT_EQ(eg_group_join(&group, EG_FOREVER), 0);
	EXPECT_EQ(eg_error(co), ECANCELED);
	eg_unref(co);
	eg_unref(done);

	for (int i = 0; i < 5; i++)
		eg_group_spawn(&group, i ? deaf : forever, NULL, EG_FOREVER);
	eg_sleep(0);
	EXPECT_EQ(eg_group_kill(&group, eg_in(0.01)), 0);
	EXPECT_EQ(eg_group_len(&group), 0);

	eg_group_failfast(&group);
	eg_group_spawn(&group, forever, NULL, EG_FOREVER);
	eg_group_spawn(&group, fails, "first", EG_FOREVER);
	eg_group_spawn(&group, forever, NULL, EG_FOREVER);
	EXPECT_ERRNO(eg_group_join(&group, EG_FOREVER), EPROTO);
	EXPECT_EQ(eg_group_join(&group, EG_FOREVER), 0);

	eg_co *members[2];
	for (int i = 0; i < 2; i++)
		members[i] = eg_ref(eg_group_spawn(&pool, member, NULL, EG_FOREVER));
	EXPECT_EQ(eg_group_join(&pool, EG_FOREVER), 0);
	for (int i = 0; i < 2; i++) {
		EXPECT(eg_error(members[i]) == 0 || !strcmp(eg_errmsg(members[i]), "mine"));
		eg_unref(members[i]);
	}
	EXPECT_ERRNO(eg_apply(&pool, fails, "alone", NULL, EG_FOREVER), EPROTO);
	eg_group_destroy(&pool);
	eg_group_destroy(&group);
	return 0;
}
