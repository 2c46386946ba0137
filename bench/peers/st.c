/* st.c - bench/spawn.c with State Threads. */
#include <st.h>
#include <stddef.h>

#include "bench/bench.h"

static void *nothing(void *arg) {
	return arg;
}

static void spawn_join(int n) {
	for (int i = 0; i < n; i++)
		st_thread_join(st_thread_create(nothing, NULL, 1, 0), NULL);
}

static int turns;

static void *yielder(void *arg) {
	for (int i = 0; i < turns; i++)
		st_usleep(0);
	return arg;
}

static void yield(int n) {
	turns = n / 2;
	st_thread_t a = st_thread_create(yielder, NULL, 1, 0), b = st_thread_create(yielder, NULL, 1, 0);
	st_thread_join(a, NULL);
	st_thread_join(b, NULL);
}

int main(void) {
	st_set_eventsys(ST_EVENTSYS_ALT);
	st_init();
	bench_measure("spawn+join", spawn_join);
	bench_measure("switch", yield);
	return 0;
}
