/* setuid, seteuid, setreuid, setgid, setegid, setregid, setresgid: what one thread sets, each sees, also
 * one that was parked meanwhile - setuid(2), nptl(7). */
#include "tests/test.h"

static int fds[2], back[2];

struct ids {
	uid_t r, e, s;
};

static struct ids uids(void) {
	struct ids ids;
	EXPECT_EQ(getresuid(&ids.r, &ids.e, &ids.s), 0);
	return ids;
}

static struct ids gids(void) {
	struct ids ids;
	EXPECT_EQ(getresgid(&ids.r, &ids.e, &ids.s), 0);
	return ids;
}

static void *tells(void *arg) {
	for (;;) {
		hear(fds[0]);
		struct ids ids[2] = { uids(), gids() };
		EXPECT_EQ(write(back[1], ids, sizeof ids), (ssize_t)sizeof ids);
	}
	return arg;
}

static void expect(uid_t ur, uid_t ue, uid_t us, gid_t gr, gid_t ge, gid_t gs) {
	const struct ids wanted[2] = { { ur, ue, us }, { gr, ge, gs } };
	struct ids ids[2] = { uids(), gids() };
	EXPECT(!memcmp(ids, wanted, sizeof ids));
	tell(fds[1]);
	EXPECT_EQ(read(back[0], ids, sizeof ids), (ssize_t)sizeof ids);
	EXPECT(!memcmp(ids, wanted, sizeof ids));
}

static void *changes(void *arg) {
	EXPECT_EQ(setegid(11), 0);
	expect(0, 0, 0, 0, 11, 0);
	EXPECT_EQ(setregid(12, (gid_t)-1), 0);
	expect(0, 0, 0, 12, 11, 11);
	EXPECT_EQ(setresgid((gid_t)-1, 13, 14), 0);
	expect(0, 0, 0, 12, 13, 14);
	EXPECT_EQ(setgid(15), 0);
	expect(0, 0, 0, 15, 15, 15);
	EXPECT_EQ(seteuid(21), 0);
	expect(0, 21, 0, 15, 15, 15);
	EXPECT_ERRNO(setgid(16), EPERM);
	EXPECT_ERRNO(seteuid(22), EPERM);
	EXPECT_ERRNO(setresuid(22, 22, 22), EPERM);
	expect(0, 21, 0, 15, 15, 15);
	EXPECT_EQ(seteuid(0), 0);
	EXPECT_EQ(setreuid(23, 24), 0);
	expect(23, 24, 24, 15, 15, 15);
	EXPECT_EQ(setreuid(24, 23), 0);
	expect(24, 23, 23, 15, 15, 15);
	EXPECT_EQ(setuid(24), 0);
	expect(24, 24, 23, 15, 15, 15);
	EXPECT_ERRNO(seteuid((uid_t)-1), EINVAL);
	EXPECT_ERRNO(setegid((gid_t)-1), EINVAL);
	EXPECT_ERRNO(setuid(0), EPERM);
	expect(24, 24, 23, 15, 15, 15);
	return arg;
}

static void from_thread(void) {
	start_thread(tells, NULL);
	join_thread(start_thread(changes, NULL));
}

static void from_main(void) {
	start_thread(tells, NULL);
	changes(NULL);
}

static void without_threads(void) {
	EXPECT_EQ(setuid(65534), 0);
	start_thread(tells, NULL);
	expect(65534, 65534, 65534, 0, 0, 0);
}

static void *nothing(void *arg) {
	return arg;
}

int main(void) {
	if (geteuid() != 0)
		SKIP("not root");
	EXPECT_EQ(pipe(fds) | pipe(back), 0);
	EXPECT_EQ(run_in_child(from_thread), 0);
	EXPECT_EQ(run_in_child(from_main), 0);
	EXPECT_EQ(run_in_child(without_threads), 0);
	join_thread(start_thread(nothing, NULL));
	EXPECT_EQ(run_in_child(from_thread), 0);
	return test_end();
}
