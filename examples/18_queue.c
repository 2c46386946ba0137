/* "Queues": three workers take turns. (The tutorial shows an old gevent's order; today's is first come,
 * first served, here as there.) */
#include <evergreen.h>
#include <stdint.h>
#include <stdio.h>

static eg_queue tasks;

static void *worker(void *name) {
	void *task;
	while (eg_get(&tasks, &task, EG_NOW) == 0) {
		printf("Worker %s got task %d\n", (char *)name, (int)(intptr_t)task);
		eg_sleep(0);
	}
	puts("Quitting time!");
	return NULL;
}

static void *boss(void *arg) {
	for (intptr_t i = 1; i < 25; i++)
		eg_put(&tasks, (void *)i, EG_NOW);
	return arg;
}

int main(void) {
	eg_join(eg_spawn(boss, NULL), EG_FOREVER);
	eg_co *all[] = { eg_spawn(worker, "steve"), eg_spawn(worker, "john"),
			 eg_spawn(worker, "nancy") };
	return eg_joinall(all, 3, EG_FOREVER);
}
