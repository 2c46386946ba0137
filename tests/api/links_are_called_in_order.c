/* Links run when their coroutine has ended, in the order of linking, each in a coroutine of its own that
 * may park; also those made after the end. */
#include "tests/turns.h"

static char called[8];
static _Atomic int calls;
static eg_co *linked;
static eg_event go;

static void note(eg_co *co, void *letter) {
	EXPECT(co == linked && eg_ready(co) && eg_self() != co);
	called[calls++] = *(const char *)letter;
	EXPECT_EQ(eg_sleep(0), 0);
}

static void *nothing(void *arg) {
	EXPECT_EQ(eg_event_wait(&go, EG_FOREVER), 0);
	return arg;
}

int main(void) {
	linked = eg_spawn(nothing, NULL);
	EXPECT_EQ(eg_link(linked, note, "a"), 0);
	EXPECT_EQ(eg_link(linked, note, "x"), 0);
	EXPECT_EQ(eg_link(linked, note, "b"), 0);
	EXPECT_EQ(eg_unlink(linked, note, "x"), 0);
	EXPECT_EQ(calls, 0);
	eg_event_set(&go);
	EXPECT_EQ(eg_join(linked, EG_FOREVER), 0);
	EXPECT_EQ(eg_link(linked, note, "c"), 0);
	if (takes_turns())
		EXPECT_EQ(calls, 0);
	while (calls < 3)
		eg_sleep(0);
	if (takes_turns())
		EXPECT(!strcmp(called, "abc"));
	EXPECT_ERRNO(eg_unlink(linked, note, "a"), ENOENT);
	eg_unref(linked);
	return 0;
}
