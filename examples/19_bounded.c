/* "Queues", with a limit: the boss waits while three tasks are there, the workers at most a second for
 * one. (Today's order, first come, first served; the tutorial's output is an old gevent's.) */
#include <evergreen.h>
#include <stdint.h>
#include <stdio.h>

static eg_queue tasks = EG_QUEUE_INIT(3);

static void *worker(void *name) {
	void *task;
	while (eg_get(&tasks, &task, eg_in(1)) == 0) { /* decrements the queue's size by 1 */
		printf("Worker %s got task %d\n", (char *)name, (int)(intptr_t)task);
		eg_sleep(0);
	}
	puts("Quitting time!");
	return NULL;
}

/* Waits while no worker has time. */
static void *boss(void *arg) {
	for (intptr_t i = 1; i < 10; i++)
		eg_put(&tasks, (void *)i, EG_FOREVER);
	puts("Assigned all work in iteration 1");
	for (intptr_t i = 10; i < 20; i++)
		eg_put(&tasks, (void *)i, EG_FOREVER);
	puts("Assigned all work in iteration 2");
	return arg;
}

int main(void) {
	eg_co *all[] = { eg_spawn(boss, NULL), eg_spawn(worker, "steve"), eg_spawn(worker, "john"),
			 eg_spawn(worker, "bob") };
	return eg_joinall(all, 4, EG_FOREVER);
}
