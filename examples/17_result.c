/* "Events", AsyncResult: a value that will be there. (A tenth of the tutorial's time.) */
#include <evergreen.h>
#include <stdio.h>

static eg_result a;

/* After 0.3 seconds set the result of a. */
static void *setter(void *arg) {
	eg_sleep(0.3);
	eg_result_set(&a, "Hello!");
	return arg;
}

/* Waits until the setter has. */
static void *waiter(void *arg) {
	void *value;
	if (eg_result_get(&a, &value, EG_FOREVER) == 0)
		puts(value);
	return arg;
}

int main(void) {
	eg_co *both[] = { eg_spawn(setter, NULL), eg_spawn(waiter, NULL) };
	return eg_joinall(both, 2, EG_FOREVER);
}
