/* "Spawning Greenlets": a function and its argument. */
#include <evergreen.h>
#include <stddef.h>
#include <stdio.h>

struct message {
	const char *text;
	double after;
};

/* Each coroutine prints its message, and then ends. */
static void *foo(void *arg) {
	const struct message *message = arg;
	eg_sleep(message->after);
	puts(message->text);
	return NULL;
}

static void *plus_one(void *x) {
	return (char *)x + 1;
}

int main(void) {
	struct message hello = { "Hello", 1 }, live = { "I live!", 2 };
	eg_co *threads[] = {
		eg_spawn(foo, &hello),
		eg_spawn(foo, &live, .name = "named"), /* options follow by name */
		eg_spawn(plus_one, (void *)2),
	};
	return eg_joinall(threads, 3, EG_FOREVER); /* block until all have completed */
}
