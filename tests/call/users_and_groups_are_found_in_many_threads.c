/* getpwnam_r and its like "store the retrieved structure in the space pointed to", each thread's own -
 * getpwnam(3), getgrnam(3). */
#include <grp.h>
#include <pwd.h>

#include "tests/test.h"

static void *looks(void *arg) {
	char buf[4096];
	struct passwd user, *found;
	struct group group, *found_group;
	for (int i = 0; i < 20; i++) {
		EXPECT_EQ(getpwuid_r(0, &user, buf, sizeof buf, &found), 0);
		EXPECT(found == &user && found->pw_uid == 0);
		char name[64];
		snprintf(name, sizeof name, "%s", found->pw_name);
		EXPECT_EQ(getpwnam_r(name, &user, buf, sizeof buf, &found), 0);
		EXPECT(found && found->pw_uid == 0);
		EXPECT_EQ(getpwnam_r("no such user", &user, buf, sizeof buf, &found), 0);
		EXPECT(!found);
		EXPECT_EQ(getgrgid_r(0, &group, buf, sizeof buf, &found_group), 0);
		EXPECT(found_group && found_group->gr_gid == 0);
		EXPECT_EQ(getpwuid_r(0, &user, buf, 1, &found), ERANGE);
	}
	return arg;
}

int main(void) {
	pthread_t threads[5];
	struct passwd *user = getpwuid(0);
	if (!user)
		SKIP("no user 0");
	for (int i = 0; i < 5; i++)
		threads[i] = start_thread(looks, NULL);
	EXPECT(getpwuid(0) && getgrgid(0));
	for (int i = 0; i < 5; i++)
		join_thread(threads[i]);
	return test_end();
}
