/* What a coroutine returned, or how it failed, is in its handle for as long as there is one; failures
 * stay inside. */
#include "tests/turns.h"

static void *win(void *arg) {
	return arg;
}

static void *fail(void *arg) {
	return eg_fail(EPROTO, "no %s", (const char *)arg);
}

static void *recover(void *arg) {
	eg_fail(EIO, "the first try");
	return arg;
}

static void deeper(void *arg) {
	eg_exit(arg);
}

static void *leave(void *arg) {
	deeper(arg);
	return NULL;
}

int main(void) {
	eg_co *w = eg_spawn(win, "won", .name = "winner"), *l = eg_spawn(fail, "luck");
	eg_co *r = eg_spawn(recover, "well"), *e = eg_spawn(leave, "early");
	eg_co *s = eg_spawn(leave, "early", .flags = EG_SHARE_TLS);
	if (takes_turns()) {
		EXPECT(!eg_ready(w) && !eg_value(w));
		EXPECT_EQ(eg_error(w), EINPROGRESS);
		EXPECT(!strcmp(eg_errmsg(l), ""));
	}
	eg_co *all[] = { w, l, NULL, r, e, s };
	for (int twice = 0; twice < 2; twice++)
		EXPECT_EQ(eg_joinall(all, 6, EG_FOREVER), 0);
	EXPECT(eg_ready(w) && eg_successful(w) && !strcmp(eg_value(w), "won"));
	EXPECT(!strcmp(eg_name(w), "winner"));
	EXPECT(eg_ready(l) && !eg_value(l));
	EXPECT_EQ(eg_error(l), EPROTO);
	EXPECT(!strcmp(eg_errmsg(l), "no luck"));
	EXPECT(eg_successful(r) && !strcmp(eg_value(r), "well"));
	EXPECT(eg_successful(e) && !strcmp(eg_value(e), "early"));
	EXPECT(eg_successful(s) && !strcmp(eg_value(s), "early"));
	for (int i = 0; i < 6; i++)
		eg_unref(all[i]);
	return 0;
}
