/* pth.c - bench/spawn.c with GNU Pth. */
#include <pth.h>

#include "bench/bench.h"

static void *nothing(void *arg) {
	return arg;
}

static void spawn_join(int n) {
	for (int i = 0; i < n; i++)
		pth_join(pth_spawn(PTH_ATTR_DEFAULT, nothing, NULL), NULL);
}

static int turns;

static void *yielder(void *arg) {
	for (int i = 0; i < turns; i++)
		pth_yield(NULL);
	return arg;
}

static void yield(int n) {
	turns = n / 2;
	pth_t a = pth_spawn(PTH_ATTR_DEFAULT, yielder, NULL), b = pth_spawn(PTH_ATTR_DEFAULT, yielder, NULL);
	pth_join(a, NULL);
	pth_join(b, NULL);
}

int main(void) {
	pth_init();
	bench_measure("spawn+join", spawn_join);
	bench_measure("switch", yield);
	return 0;
}
