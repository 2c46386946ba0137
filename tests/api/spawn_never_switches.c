/* Spawning lets the caller go on; then they run in the order of spawning, one at a time. A start time
 * puts one off. */
#include "tests/turns.h"

static char order[16];
static int turns;

static void *mark(void *letter) {
	order[turns++] = *(const char *)letter;
	eg_sleep(0);
	order[turns++] = *(const char *)letter;
	return letter;
}

static eg_deadline start;

static void *late_one(void *arg) {
	struct timespec now;
	clock_gettime(CLOCK_MONOTONIC, &now);
	EXPECT(now.tv_sec * INT64_C(1000000000) + now.tv_nsec >= start.ns);
	return arg;
}

int main(void) {
	if (!takes_turns())
		SKIP("kernel threads begin when they like");
	start = eg_in(0.02);
	eg_co *late = eg_spawn(late_one, NULL, .start = start);
	eg_co *a = eg_spawn(mark, "a"), *b = eg_spawn(mark, "b", .flags = EG_SHARE_TLS);
	eg_spawn(mark, "c", .flags = EG_DETACHED);
	EXPECT_EQ(turns, 0);
	eg_sleep(0);
	EXPECT(!strcmp(order, "abc"));
	EXPECT_EQ(eg_join(a, EG_FOREVER), 0);
	EXPECT_EQ(eg_join(b, EG_FOREVER), 0);
	EXPECT_EQ(eg_join(late, EG_FOREVER), 0);
	EXPECT(!strcmp(order, "abcabc"));
	eg_unref(a);
	eg_unref(b);
	eg_unref(late);
	return 0;
}
