/* Who has locked before there were coroutines is the owner still when there are. */
#include "tests/turns.h"

static eg_mutex mutex;
static eg_rlock rlock;

static void *tries(void *arg) {
	EXPECT_ERRNO(eg_mutex_lock(&mutex, EG_NOW), EAGAIN);
	EXPECT_ERRNO(eg_rlock_lock(&rlock, EG_NOW), EAGAIN);
	return arg;
}

int main(void) {
	EXPECT_EQ(eg_mutex_lock(&mutex, EG_FOREVER), 0);
	EXPECT_EQ(eg_rlock_lock(&rlock, EG_FOREVER), 0);
	eg_co *co = eg_spawn(tries, NULL);
	EXPECT_EQ(eg_join(co, EG_FOREVER), 0);
	EXPECT_ERRNO(eg_mutex_lock(&mutex, EG_NOW), EDEADLK);
	EXPECT_EQ(eg_mutex_unlock(&mutex), 0);
	EXPECT_EQ(eg_rlock_lock(&rlock, EG_NOW), 0);
	EXPECT_EQ(eg_rlock_unlock(&rlock), 0);
	EXPECT_EQ(eg_rlock_unlock(&rlock), 0);
	eg_unref(co);
	return 0;
}
