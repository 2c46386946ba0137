/* "Determinism": kernel threads end in whatever order they like, coroutines in the same one each time.
 */
#include <evergreen.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

enum { COUNT = 10, RUNS = 4 };

static void *echo(void *i) {
	eg_sleep(0.001);
	return i;
}

static void *echo_on_a_thread(void *i) {
	void *same = NULL;
	eg_offload(echo, i, &same, EG_FOREVER);
	return same;
}

/* Is the order of the results the same in all runs? */
static int is_deterministic(void *(*fn)(void *)) {
	eg_group pool = EG_GROUP_INIT(COUNT);
	void *in[COUNT], *run[RUNS][COUNT];
	for (intptr_t i = 0; i < COUNT; i++)
		in[i] = (void *)i;
	for (int r = 0; r < RUNS; r++) {
		eg_iter iter;
		eg_item item;
		eg_imap(&iter, &pool, fn, in, COUNT, 0, 1);
		for (int n = 0; eg_next(&iter, &item, EG_FOREVER) > 0; n++)
			run[r][n] = item.value;
	}
	eg_group_destroy(&pool);
	for (int r = 1; r < RUNS; r++) {
		if (memcmp(run[r], run[0], sizeof run[0]) != 0)
			return 0;
	}
	return 1;
}

int main(void) {
	puts(is_deterministic(echo_on_a_thread) ? "True" : "False");
	puts(is_deterministic(echo) ? "True" : "False");
	return 0;
}
