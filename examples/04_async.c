/* "Synchronous & Asynchronous Execution", third example: tasks one after the other, and all at once. */
#include <evergreen.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

static void *task(void *pid) {
	eg_sleep(rand() % 3 * 0.001); /* some non-deterministic task */
	printf("Task %d done\n", (int)(intptr_t)pid);
	return NULL;
}

static void synchronous(void) {
	for (intptr_t i = 1; i < 10; i++)
		task((void *)i);
}

static void asynchronous(void) {
	eg_group group = EG_GROUP_INIT(0);
	for (intptr_t i = 0; i < 10; i++)
		eg_group_spawn(&group, task, (void *)i, EG_FOREVER);
	eg_group_join(&group, EG_FOREVER);
	eg_group_destroy(&group);
}

int main(void) {
	puts("Synchronous:");
	synchronous();
	puts("Asynchronous:");
	asynchronous();
	return 0;
}
