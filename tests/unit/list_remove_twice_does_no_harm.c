/* A list keeps the order of insertion, and an item that was removed is a list of its own. */
#include "runtime/list.h"
#include "tests/test.h"

int main(void) {
	struct list head, items[3];
	list_init(&head);
	EXPECT(list_empty(&head));
	for (int i = 0; i < 3; i++) {
		list_init(&items[i]);
		list_insert(&head, &items[i]);
	}
	EXPECT(head.next == &items[0] && items[0].next == &items[1] && items[2].next == &head);
	list_remove(&items[1]);
	list_remove(&items[1]);
	EXPECT(list_empty(&items[1]));
	EXPECT(items[0].next == &items[2] && items[2].prev == &items[0]);
	list_insert(head.next, &items[1]); /* before the first */
	EXPECT(head.next == &items[1] && items[1].next == &items[0]);
	for (int i = 0; i < 3; i++)
		list_remove(&items[i]);
	EXPECT(list_empty(&head) && head.prev == &head);
	return 0;
}
