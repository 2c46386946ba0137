/* "Groups and Pools": map, imap and imap_unordered. */
#include <evergreen.h>
#include <stdint.h>
#include <stdio.h>

static eg_group group = EG_GROUP_INIT(0), ogroup = EG_GROUP_INIT(0), igroup = EG_GROUP_INIT(0);

static void *hello_from(void *n) {
	printf("Size of group %zu\n", eg_group_len(&group));
	printf("Hello from Greenlet %llu\n", (unsigned long long)eg_id(eg_self()));
	eg_sleep(0); /* one leaves the group as it ends: gevent's a little later */
	return n;
}

static void *intensive(void *n) {
	eg_sleep((double)(3 - (intptr_t)n) / 10);
	return n;
}

static void print_all(eg_group *g, void *const *in, int unordered) {
	eg_iter iter;
	eg_item item;
	eg_imap(&iter, g, intensive, in, 3, 0, unordered);
	while (eg_next(&iter, &item, EG_FOREVER) > 0)
		printf("('task', %d)\n", (int)(intptr_t)item.value);
}

int main(void) {
	void *in[] = { (void *)0, (void *)1, (void *)2 };
	eg_map(&group, hello_from, in, NULL, 3, EG_FOREVER);
	puts("Ordered");
	print_all(&ogroup, in, 0);
	puts("Unordered");
	print_all(&igroup, in, 1);
	return 0;
}
