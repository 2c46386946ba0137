/* eg_map and eg_imap: results where they belong, in order or as they end, and nothing begun beyond the
 * window; failures are told, an early end cancels. */
#include "tests/turns.h"

enum { COUNT = 20 };

static eg_group pool = EG_GROUP_INIT(3), group = EG_GROUP_INIT(0);
static void *in[COUNT], *out[COUNT];
static _Atomic int begun, taken, window;

static void *square(void *arg) {
	intptr_t n = (intptr_t)arg;
	begun++;
	EXPECT(begun - taken - !takes_turns() <= window); /* before we count one it is taken */
	for (int i = 0; i < COUNT - n; i++)
		eg_sleep(0);
	return (void *)(n * n);
}

static void *odd_fails(void *arg) {
	return (intptr_t)arg % 2 ? eg_fail(EDOM, "odd") : arg;
}

static void *forever(void *arg) {
	EXPECT_ERRNO(eg_sleep(1000), ECANCELED);
	return arg;
}

static void iterate(eg_group *g, int limit, int unordered) {
	eg_iter iter;
	eg_item item;
	int got, seen[COUNT] = { 0 };
	begun = taken = 0;
	window = limit ? limit : g == &pool ? 3 : COUNT;
	EXPECT_EQ(eg_imap(&iter, g, square, in, COUNT, limit, unordered), 0);
	for (; (got = eg_next(&iter, &item, EG_FOREVER)) > 0; taken++) {
		EXPECT_EQ(item.error, 0);
		EXPECT(unordered || item.index == taken);
		EXPECT_EQ((intptr_t)item.value, item.index * item.index);
		EXPECT_EQ(seen[item.index]++, 0);
		if (takes_turns() && unordered && taken == 0 && window == COUNT)
			EXPECT_EQ(item.index, COUNT - 1);
	}
	EXPECT_EQ(got, 0);
	EXPECT_EQ(taken, COUNT);
	EXPECT_EQ(eg_next(&iter, &item, EG_FOREVER), 0);
}

int main(void) {
	eg_iter iter;
	eg_item item;
	for (intptr_t i = 0; i < COUNT; i++)
		in[i] = (void *)i;
	window = INT32_MAX;
	EXPECT_EQ(eg_map(&pool, square, in, out, COUNT, EG_FOREVER), 0);
	for (intptr_t i = 0; i < COUNT; i++)
		EXPECT_EQ((intptr_t)out[i], i * i);
	EXPECT_EQ(eg_map(&group, square, in, NULL, 0, EG_FOREVER), 0);
	EXPECT_ERRNO(eg_map(&group, odd_fails, in, out, COUNT, EG_FOREVER), EDOM);
	EXPECT_EQ((intptr_t)out[4], 4);
	EXPECT_ERRNO(eg_map(&group, forever, in, out, 2, eg_in(0.001)), ETIMEDOUT);
	eg_group_cancel(&group, 0);

	for (int unordered = 0; unordered < 2; unordered++) {
		iterate(&pool, 0, unordered);
		iterate(&pool, 7, unordered);
		iterate(&group, 0, unordered);
		iterate(&group, 1, unordered);
	}

	EXPECT_EQ(eg_imap(&iter, &group, odd_fails, in, 2, 0, 0), 0);
	if (takes_turns())
		EXPECT_ERRNO(eg_next(&iter, &item, EG_NOW), EAGAIN);
	EXPECT(eg_next(&iter, &item, EG_FOREVER) == 1 && item.error == 0);
	EXPECT(eg_next(&iter, &item, EG_FOREVER) == 1 && item.error == EDOM && item.index == 1);
	EXPECT_EQ(eg_next(&iter, &item, EG_FOREVER), 0);
	EXPECT_EQ(eg_imap(&iter, &group, forever, in, 5, 0, 0), 0);
	EXPECT_ERRNO(eg_next(&iter, &item, eg_in(0.001)), ETIMEDOUT);
	eg_iter_end(&iter);
	EXPECT_EQ(eg_next(&iter, &item, EG_FOREVER), 0);
	EXPECT_EQ(eg_group_join(&group, EG_FOREVER), 0);
	EXPECT_ERRNO(eg_imap(&iter, &group, NULL, in, 1, 0, 0), EINVAL);
	eg_group_destroy(&group);
	eg_group_destroy(&pool);
	return 0;
}
