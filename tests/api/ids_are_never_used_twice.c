/* eg_id tells a number that no other coroutine of the process has had: also where threads and coroutines
 * spawn at the same time, and where one gets the memory of another that has ended. */
#include <pthread.h>

#include "runtime/evergreen.h"
#include "tests/test.h"

enum { SPAWNERS = 4, EACH = 500 };

static uint64_t ids[2 * SPAWNERS * EACH];

static void *nothing(void *arg) {
	return arg;
}

static void *spawner(void *arg) {
	uint64_t *mine = arg;
	for (int i = 0; i < EACH; i++) {
		eg_co *co = eg_spawn(nothing, NULL, .flags = i % 2 ? EG_SHARE_TLS : 0);
		EXPECT(co);
		mine[i] = eg_id(co);
		if (i % 3)
			EXPECT_EQ(eg_join(co, EG_FOREVER), 0);
		eg_unref(co);
	}
	return NULL;
}

static int compare(const void *a, const void *b) {
	uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;
	return x < y ? -1 : x > y;
}

int main(void) {
	pthread_t threads[SPAWNERS];
	eg_co *cos[SPAWNERS];
	uint64_t *at = ids;
	for (int i = 0; i < SPAWNERS; i++, at += EACH)
		EXPECT_EQ(pthread_create(&threads[i], NULL, spawner, at), 0);
	for (int i = 0; i < SPAWNERS; i++, at += EACH)
		EXPECT((cos[i] = eg_spawn(spawner, at, .flags = i % 2 ? EG_NATIVE : 0)));
	for (int i = 0; i < SPAWNERS; i++) {
		EXPECT_EQ(pthread_join(threads[i], NULL), 0);
		EXPECT_EQ(eg_join(cos[i], EG_FOREVER), 0);
		eg_unref(cos[i]);
	}
	size_t count = sizeof ids / sizeof *ids;
	qsort(ids, count, sizeof *ids, compare);
	EXPECT(ids[0] != 0);
	for (size_t i = 1; i < count; i++)
		EXPECT(ids[i] != ids[i - 1]);
	return test_end();
}
