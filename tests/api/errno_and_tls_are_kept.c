/* errno is each coroutine's own, also where thread-local variables are shared; other thread-local
 * variables are shared among those that asked for it, and nobody else. A blocking call takes no other's
 * along. */
#include <netdb.h>
#include <sys/file.h>

#include "tests/turns.h"

static __thread int local;

static void *keeper(void *arg) {
	int mine = (int)(intptr_t)arg;
	for (int i = 0; i < 100; i++) {
		errno = mine;
		eg_sleep(0);
		EXPECT_EQ(errno, mine);
	}
	return NULL;
}

static void *counter(void *arg) {
	local++;
	eg_sleep(0);
	EXPECT_EQ(local, (int)(intptr_t)arg);
	return NULL;
}

static void *blocker(void *arg) {
	FILE *file = arg;
	local++;
	for (int i = 0; i < 20; i++) {
		errno = 0;
		EXPECT_ERRNO(flock(-1, LOCK_EX), EBADF);
		EXPECT_EQ(flock(fileno(file), LOCK_EX), 0);
		EXPECT_EQ(flock(fileno(file), LOCK_UN), 0);
	}
	local++;
	return NULL;
}

int main(void) {
	eg_co *co[6];
	for (int i = 0; i < 6; i++)
		co[i] = eg_spawn(keeper, (void *)(intptr_t)(i + 1), .flags = i % 2 ? EG_SHARE_TLS : 0);
	EXPECT_EQ(eg_joinall(co, 6, EG_FOREVER), 0);
	for (int i = 0; i < 6; i++)
		eg_unref(co[i]);

	for (int i = 0; i < 6 && takes_turns(); i++) /* kernel threads share none */
		co[i] = eg_spawn(counter, (void *)(intptr_t)(i % 2 ? 3 : 1),
				 .flags = i % 2 ? EG_SHARE_TLS : 0);
	for (int i = 0; i < 6 && takes_turns(); i++) {
		EXPECT_EQ(eg_join(co[i], EG_FOREVER), 0);
		eg_unref(co[i]);
	}
	EXPECT_EQ(local, 0);

	FILE *file = tmpfile();
	for (int i = 0; i < 6; i++)
		co[i] = eg_spawn(blocker, file, .flags = i % 2 ? EG_SHARE_TLS : 0);
	EXPECT_EQ(eg_joinall(co, 6, EG_FOREVER), 0);
	for (int i = 0; i < 6; i++)
		eg_unref(co[i]);
	co[0] = eg_spawn(counter, (void *)(intptr_t)(takes_turns() ? 10 : 1), .flags = EG_SHARE_TLS);
	EXPECT_EQ(eg_join(co[0], EG_FOREVER), 0);
	eg_unref(co[0]);
	EXPECT_EQ(local, 0);
	return 0;
}
