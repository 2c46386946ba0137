/* "Events": waiters are woken in the order of their coming. (A tenth of the tutorial's time.) */
#include <evergreen.h>
#include <stdio.h>

static eg_event evt;

/* After 0.3 seconds wake all that wait for the event. */
static void *setter(void *arg) {
	puts("A: Hey wait for me, I have to do something");
	eg_sleep(0.3);
	puts("Ok, I'm done");
	eg_event_set(&evt);
	return arg;
}

static void *waiter(void *arg) {
	puts("I'll wait for you");
	eg_event_wait(&evt, EG_FOREVER);
	puts("It's about time");
	return arg;
}

int main(void) {
	eg_co *all[6] = { eg_spawn(setter, NULL) };
	for (int i = 1; i < 6; i++)
		all[i] = eg_spawn(waiter, NULL);
	return eg_joinall(all, 6, EG_FOREVER);
}
