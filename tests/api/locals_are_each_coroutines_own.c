/* eg_local: a value of each coroutine's own, destroyed with it. */
#include "tests/turns.h"

static _Atomic int destroyed;

static void destroy(void *value) {
	destroyed += (int)(intptr_t)value;
}

static eg_local a = EG_LOCAL_INIT(destroy), b = EG_LOCAL_INIT(NULL);

static void *user(void *arg) {
	EXPECT(!eg_local_get(&a));
	EXPECT_EQ(eg_local_set(&a, arg), 0);
	EXPECT_EQ(eg_local_set(&b, "b"), 0);
	eg_sleep(0);
	EXPECT(eg_local_get(&a) == arg);
	EXPECT_EQ(eg_local_set(&a, (char *)arg + 1), 0);
	return NULL;
}

int main(void) {
	eg_co *co[] = { eg_spawn(user, (void *)1), eg_spawn(user, (void *)2, .flags = EG_SHARE_TLS),
			eg_spawn(user, (void *)4, .flags = EG_NATIVE) };
	EXPECT_EQ(eg_joinall(co, 3, EG_FOREVER), 0);
	EXPECT_EQ(destroyed, 10);
	EXPECT(!eg_local_get(&a));
	EXPECT_EQ(eg_local_set(&a, (void *)1), 0);
	EXPECT_EQ((intptr_t)eg_local_get(&a), 1);
	for (int i = 0; i < 3; i++)
		eg_unref(co[i]);
	return 0;
}
