/* "Groups and Pools": a pool has so many members at once. */
#include <evergreen.h>
#include <stdio.h>

static eg_group pool = EG_GROUP_INIT(2);

static void *hello_from(void *n) {
	printf("Size of pool %zu\n", eg_group_len(&pool));
	return n;
}

int main(void) {
	void *in[3] = { NULL };
	return eg_map(&pool, hello_from, in, NULL, 3, EG_FOREVER);
}
