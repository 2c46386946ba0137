/* setgroups and initgroups change the supplementary groups of the whole process: each thread sees them -
 * setgroups(2), initgroups(3), nptl(7). */
#include <grp.h>

#include "tests/test.h"

static int fds[2], back[2];

static int groups(gid_t *list) {
	int count = getgroups(64, list);
	EXPECT(count >= 0);
	return count;
}

static void *tells(void *arg) {
	for (;;) {
		gid_t list[64] = { 0 };
		hear(fds[0]);
		int count = groups(list);
		EXPECT_EQ(write(back[1], &count, sizeof count), (ssize_t)sizeof count);
		EXPECT_EQ(write(back[1], list, sizeof list), (ssize_t)sizeof list);
	}
	return arg;
}

static void expect_same(void) {
	gid_t list[64] = { 0 }, theirs[64];
	int count = groups(list), other;
	tell(fds[1]);
	EXPECT_EQ(read(back[0], &other, sizeof other), (ssize_t)sizeof other);
	EXPECT_EQ(read(back[0], theirs, sizeof theirs), (ssize_t)sizeof theirs);
	EXPECT_EQ(count, other);
	EXPECT(!memcmp(list, theirs, sizeof list));
}

static void *changes(void *arg) {
	const gid_t wanted[] = { 100, 200, 300 };
	gid_t list[64];
	EXPECT_EQ(setgroups(3, wanted), 0);
	EXPECT_EQ(groups(list), 3);
	EXPECT(!memcmp(list, wanted, sizeof wanted));
	expect_same();
	EXPECT_EQ(setgroups(0, NULL), 0);
	EXPECT_EQ(groups(list), 0);
	expect_same();
	EXPECT_EQ(initgroups("root", 42), 0);
	int count = groups(list), found = 0;
	for (int i = 0; i < count; i++)
		found |= list[i] == 42;
	EXPECT(found);
	expect_same();
	EXPECT_EQ(seteuid(65534), 0);
	EXPECT_ERRNO(setgroups(3, wanted), EPERM);
	expect_same();
	return arg;
}

static void child(void) {
	start_thread(tells, NULL);
	join_thread(start_thread(changes, NULL));
}

static void *nothing(void *arg) {
	return arg;
}

int main(void) {
	if (geteuid() != 0)
		SKIP("not root");
	EXPECT_EQ(pipe(fds) | pipe(back), 0);
	EXPECT_EQ(run_in_child(child), 0);
	join_thread(start_thread(nothing, NULL));
	return test_end();
}
