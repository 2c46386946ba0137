/* Gevent for the Working Python Developer: "Synchronous & Asynchronous Execution". Two coroutines yield
 * to each other with eg_sleep(0). */
#include <evergreen.h>
#include <stdio.h>

static void *foo(void *arg) {
	puts("Running in foo");
	eg_sleep(0);
	puts("Explicit context switch to foo again");
	return arg;
}

static void *bar(void *arg) {
	puts("Explicit context to bar");
	eg_sleep(0);
	puts("Implicit context switch back to bar");
	return arg;
}

int main(void) {
	eg_co *both[] = { eg_spawn(foo, NULL), eg_spawn(bar, NULL) };
	return eg_joinall(both, 2, EG_FOREVER);
}
