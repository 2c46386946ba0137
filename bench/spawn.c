/* spawn.c - what evergreen's own coroutines cost: those of evergreen.h. bench/peers has the same for
 * other libraries. */
#include "bench/bench.h"
#include "runtime/evergreen.h"

static unsigned flags; /* of all that is spawned */

static void *nothing(void *arg) {
	return arg;
}

static void spawn_join(int n) {
	for (int i = 0; i < n; i++) {
		eg_co *co = eg_spawn(nothing, NULL, .flags = flags);
		eg_join(co, EG_FOREVER);
		eg_unref(co);
	}
}

static void *spawner(void *n) {
	spawn_join((int)(intptr_t)n);
	return n;
}

/* By a coroutine like those, where the main thread has a TLS of its own in any case. */
static void spawn_join_inside(int n) {
	eg_co *co = eg_spawn(spawner, (void *)(intptr_t)n, .flags = flags);
	eg_join(co, EG_FOREVER);
	eg_unref(co);
}

/* So many alive at once. */
static void spawn_many(int n) {
	enum { MANY = 10000 };
	static eg_co *co[MANY];
	for (int i = 0; i < n; i += MANY) {
		int count = n - i < MANY ? n - i : MANY;
		for (int j = 0; j < count; j++)
			co[j] = eg_spawn(nothing, NULL, .flags = flags);
		eg_joinall(co, count, EG_FOREVER);
		for (int j = 0; j < count; j++)
			eg_unref(co[j]);
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
	eg_co *a = eg_spawn(yielder, NULL, .flags = flags), *b = eg_spawn(yielder, NULL, .flags = flags);
	eg_join(a, EG_FOREVER);
	eg_join(b, EG_FOREVER);
	eg_unref(a);
	eg_unref(b);
}

static eg_queue queue;

static void *receiver(void *arg) {
	while (eg_get(&queue, NULL, EG_FOREVER) == 0)
		;
	return arg;
}

static void *sender(void *arg) {
	for (int i = 0; i < turns; i++)
		eg_put(&queue, arg, EG_FOREVER);
	eg_queue_close(&queue, 1);
	return arg;
}

static void pass(int n, uintptr_t room) {
	queue = (eg_queue)EG_QUEUE_INIT(room);
	turns = n;
	eg_co *a = eg_spawn(sender, NULL, .flags = flags), *b = eg_spawn(receiver, NULL, .flags = flags);
	eg_join(a, EG_FOREVER);
	eg_join(b, EG_FOREVER);
	eg_unref(a);
	eg_unref(b);
	eg_queue_destroy(&queue);
}

static void message(int n) {
	pass(n, 100);
}

/* Each one by a switch there and back. */
static void rendezvous(int n) {
	pass(n, EG_CHAN);
}

/* ---- many that sleep ---- */

static int naps;

static void *sleeper(void *arg) {
	unsigned seed = bench_seed((long)(intptr_t)arg);
	for (int i = 0; i < naps; i++)
		eg_sleep(bench_sleep_ms(&seed) / 1e3);
	return NULL;
}

static void sleep_all(int count) {
	const char *prefix = flags ? "shared-" : "";
	eg_co **co = calloc((size_t)count, sizeof *co);
	long before = bench_bytes();
	for (int i = 0; i < count; i++)
		co[i] = eg_spawn(sleeper, (void *)(intptr_t)i, .flags = flags);
	eg_sleep(0);
	bench_asleep(prefix, count, before);
	eg_joinall(co, count, EG_FOREVER);
	bench_slept(prefix);
	free(co);
}

int main(int argc, char **argv) {
	if (argc > 3) { /* spawn sleep COUNT TIMES [shared] */
		naps = atoi(argv[3]);
		flags = argc > 4 ? EG_SHARE_TLS : 0;
		sleep_all(atoi(argv[2]));
		return 0;
	}
	bench_measure("spawn+join", spawn_join);
	bench_measure("spawn+join-inside", spawn_join_inside);
	bench_measure("spawn+join-10000", spawn_many);
	bench_measure("switch", yield);
	bench_measure("message", message);
	bench_measure("rendezvous", rendezvous);
	flags = EG_SHARE_TLS;
	bench_measure("shared-spawn+join", spawn_join);
	bench_measure("shared-spawn+join-inside", spawn_join_inside);
	bench_measure("shared-spawn+join-10000", spawn_many);
	bench_measure("shared-switch", yield);
	bench_measure("shared-message", message);
	bench_measure("shared-rendezvous", rendezvous);
	return 0;
}
