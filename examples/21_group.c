/* "Groups and Pools": coroutines that belong together are joined together. */
#include <evergreen.h>
#include <stdio.h>

static void *talk(void *msg) {
	for (int i = 0; i < 3; i++)
		puts(msg);
	return NULL;
}

int main(void) {
	eg_group group = EG_GROUP_INIT(0);
	eg_co *g1 = eg_spawn(talk, "bar"), *g2 = eg_spawn(talk, "foo"), *g3 = eg_spawn(talk, "fizz");
	eg_group_add(&group, g1, EG_FOREVER);
	eg_group_add(&group, g2, EG_FOREVER);
	eg_group_join(&group, EG_FOREVER);
	eg_group_add(&group, g3, EG_FOREVER);
	return eg_group_join(&group, EG_FOREVER);
}
