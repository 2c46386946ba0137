/* A coroutine that is cancelled before it begins to run never does; it has ended all the same. */
#include "tests/turns.h"

static _Atomic int links;

static void *never(void *arg) {
	FAIL("it runs");
	return arg;
}

static void linked(eg_co *co, void *arg) {
	EXPECT_EQ(eg_error(co), ECANCELED);
	(void)arg;
	links++;
}

int main(void) {
	eg_co *later = eg_spawn(never, NULL, .start = eg_in(100));
	EXPECT_EQ(eg_link(later, linked, NULL), 0);
	EXPECT_EQ(eg_kill(later, EG_NOW), 0);
	EXPECT_EQ(eg_error(later), ECANCELED);
	eg_unref(later);
	while (links < 1)
		eg_sleep(0);
	if (!takes_turns())
		return 0; /* the others may have begun */

	eg_co *soon = eg_spawn(never, NULL), *native = eg_spawn(never, NULL, .flags = EG_NATIVE);
	EXPECT_EQ(eg_link(soon, linked, NULL), 0);
	EXPECT_EQ(eg_cancel(soon, 0), 0);
	EXPECT_EQ(eg_cancel(native, 0), 0);
	EXPECT_EQ(eg_join(soon, EG_FOREVER), 0);
	EXPECT_EQ(eg_join(native, EG_FOREVER), 0);
	EXPECT_EQ(eg_error(soon), ECANCELED);
	EXPECT_EQ(eg_error(native), ECANCELED);
	while (links < 2)
		eg_sleep(0);
	eg_unref(soon);
	eg_unref(native);
	return 0;
}
