/* "Locks and Semaphores": two may pass at once. */
#include <evergreen.h>
#include <stdint.h>
#include <stdio.h>

static eg_sem sem = EG_SEM_INIT(2, 2);

static void *worker(void *arg) {
	int n = (int)(intptr_t)arg;
	eg_sem_acquire(&sem, EG_FOREVER);
	printf("Worker %i acquired semaphore\n", n);
	eg_sleep(0);
	eg_sem_release(&sem);
	printf("Worker %i released semaphore\n", n);
	return NULL;
}

int main(void) {
	eg_group pool = EG_GROUP_INIT(0);
	void *first[] = { (void *)0, (void *)1 }, *then[] = { (void *)3, (void *)4, (void *)5 };
	eg_map(&pool, worker, first, NULL, 2, EG_FOREVER);
	eg_map(&pool, worker, then, NULL, 3, EG_FOREVER);
	return 0;
}
