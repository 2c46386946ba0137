/* spawn.c - what evergreen's own coroutines cost: those of evergreen.h. bench/peers has the same for
 * other libraries. */
#include "bench/bench.h"
#include "runtime/evergreen.h"

static void *nothing(void *arg) {
	return arg;
}

static void spawn_join(int n) {
	for (int i = 0; i < n; i++) {
		eg_co *co = eg_spawn(nothing, NULL);
		eg_join(co, EG_FOREVER);
		eg_unref(co);
	}
}

static int turns;

static void *yielder(void *arg) {
	for (int i = 0; i < turns; i++)
		eg_sleep(0);
	return arg;
}

/* Two coroutines take turns; the main one waits. */
static void yield(int n) {
	turns = n / 2;
	eg_co *a = eg_spawn(yielder, NULL), *b = eg_spawn(yielder, NULL);
	eg_join(a, EG_FOREVER);
	eg_join(b, EG_FOREVER);
	eg_unref(a);
	eg_unref(b);
}

int main(void) {
	bench_measure("spawn+join", spawn_join);
	bench_measure("switch", yield);
	return 0;
}
