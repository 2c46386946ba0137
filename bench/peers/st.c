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

static void spawn_many(int n) {
	enum { MANY = 10000 };
	static st_thread_t thread[MANY];
	for (int i = 0; i < n; i += MANY) {
		int count = n - i < MANY ? n - i : MANY;
		for (int j = 0; j < count; j++)
			thread[j] = st_thread_create(nothing, NULL, 1, 0);
		for (int j = 0; j < count; j++)
			st_thread_join(thread[j], NULL);
	}
}

/* ---- a queue of 100 ---- */

enum { ROOM = 100 };
static struct {
	st_cond_t filled, emptied;
	void *item[ROOM];
	int count, first;
	int waits_put, waits_get;
} queue;

static void put(void *item) {
	while (queue.count == ROOM) {
		queue.waits_put = 1;
		st_cond_wait(queue.emptied);
	}
	queue.item[(queue.first + queue.count++) % ROOM] = item;
	if (queue.waits_get) {
		queue.waits_get = 0;
		st_cond_signal(queue.filled);
	}
}

static void *get(void) {
	while (queue.count == 0) {
		queue.waits_get = 1;
		st_cond_wait(queue.filled);
	}
	void *item = queue.item[queue.first];
	queue.first = (queue.first + 1) % ROOM;
	queue.count--;
	if (queue.waits_put) {
		queue.waits_put = 0;
		st_cond_signal(queue.emptied);
	}
	return item;
}

static void *sender(void *arg) {
	for (int i = 0; i < turns; i++)
		put(arg);
	return NULL;
}

static void *receiver(void *arg) {
	for (int i = 0; i < turns; i++)
		get();
	return arg;
}

static void message(int n) {
	turns = n;
	st_thread_t a = st_thread_create(sender, &queue, 1, 0),
		    b = st_thread_create(receiver, NULL, 1, 0);
	st_thread_join(a, NULL);
	st_thread_join(b, NULL);
}

/* ---- many that sleep ---- */

static void *sleeper(void *arg) {
	unsigned seed = bench_seed((long)(intptr_t)arg);
	for (int i = 0; i < turns; i++)
		st_usleep((st_utime_t)bench_sleep_ms(&seed) * 1000);
	return NULL;
}

static void sleep_all(int count) {
	st_thread_t *thread = calloc((size_t)count, sizeof(st_thread_t));
	long before = bench_bytes();
	for (int i = 0; i < count; i++)
		thread[i] = st_thread_create(sleeper, (void *)(intptr_t)i, 1, 0);
	st_usleep(0);
	bench_asleep("", count, before);
	for (int i = 0; i < count; i++)
		st_thread_join(thread[i], NULL);
	bench_slept("");
	free(thread);
}

int main(int argc, char **argv) {
	st_set_eventsys(ST_EVENTSYS_ALT);
	st_init();
	if (argc > 3) {
		turns = atoi(argv[3]);
		sleep_all(atoi(argv[2]));
		return 0;
	}
	queue.filled = st_cond_new();
	queue.emptied = st_cond_new();
	bench_measure("spawn+join", spawn_join);
	bench_measure("spawn+join-10000", spawn_many);
	bench_measure("switch", yield);
	bench_measure("message", message);
	return 0;
}
