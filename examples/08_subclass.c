/* "Spawning Greenlets", by subclassing: what a coroutine has of its own is a struct that it is given. */
#include <evergreen.h>
#include <stddef.h>
#include <stdio.h>

struct my_greenlet {
	const char *message;
	double n;
};

static void *run(void *arg) {
	struct my_greenlet *self = arg;
	puts(self->message);
	eg_sleep(self->n);
	return NULL;
}

int main(void) {
	struct my_greenlet g = { "Hi there!", 0.3 };
	return eg_join(eg_spawn(run, &g), EG_FOREVER);
}
