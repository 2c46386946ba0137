/* The name is an attribute that clone(2) copies: a thread that was not named has that of the thread
 * which created it, at first the program's - "/proc/self/task/[tid]/comm" in proc(5). */
#include <sys/prctl.h>

#include "tests/test.h"

static void *grandchild(void *arg) {
	char name[16] = "", by_prctl[16] = "";
	EXPECT_EQ(pthread_getname_np(pthread_self(), name, sizeof name), 0);
	EXPECT_EQ(prctl(PR_GET_NAME, by_prctl), 0);
	EXPECT(!strcmp(name, arg));
	EXPECT(!strcmp(by_prctl, arg));
	return NULL;
}

static void *child(void *arg) {
	grandchild(arg);
	EXPECT_EQ(pthread_setname_np(pthread_self(), "parent"), 0);
	join_thread(start_thread(grandchild, "parent"));
	return NULL;
}

int main(void) {
	char program[16];
	snprintf(program, sizeof program, "%s", program_invocation_short_name);
	join_thread(start_thread(child, program));
	return test_end();
}
