/* "Queues", put_nowait and get_nowait: EG_NOW never waits; EAGAIN is Full, or Empty. */
#include <errno.h>
#include <evergreen.h>
#include <stdint.h>
#include <stdio.h>

static eg_queue tasks = EG_QUEUE_INIT(2);

int main(void) {
	void *task;
	for (intptr_t i = 1; eg_put(&tasks, (void *)i, EG_NOW) == 0; i++)
		printf("put %d\n", (int)i);
	puts(errno == EAGAIN ? "Full" : "?");
	while (eg_get(&tasks, &task, EG_NOW) == 0)
		printf("got %d\n", (int)(intptr_t)task);
	puts(errno == EAGAIN ? "Empty" : "?");
	return 0;
}
