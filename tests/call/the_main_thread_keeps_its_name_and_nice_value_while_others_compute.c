/* The name, the nice value and the policy that the main thread gives itself are the process's, as ps(1) and
 * /proc/self tell them: whatever other threads do meanwhile. */
#include <sched.h>
#include <sys/prctl.h>
#include <sys/resource.h>

#include "tests/test.h"

static _Atomic int turn, stop;

static void *thread(void *arg) {
	while (!stop) {
		if (turn % 2)
			turn++;
		sched_yield();
	}
	return arg;
}

static void is_named(const char *wanted) {
	char name[17] = "";
	FILE *comm = fopen("/proc/self/comm", "r");
	EXPECT(comm && fgets(name, sizeof name, comm));
	fclose(comm);
	name[strcspn(name, "\n")] = '\0';
	EXPECT_EQ(strcmp(name, wanted), 0);
	EXPECT_EQ(pthread_getname_np(pthread_self(), name, sizeof name), 0);
	EXPECT_EQ(strcmp(name, wanted), 0);
}

int main(void) {
	struct sched_param param = { 0 };
	char name[16];
	int begin = getpriority(PRIO_PROCESS, 0);
	if (begin > 8)
		SKIP("it is nice already");
	pthread_t id = start_thread(thread, NULL);
	for (int i = 0; i < 6; i++) {
		for (turn++; turn % 2;) /* the other thread's: without a call */
			;
		snprintf(name, sizeof name, "main%d", i);
		if (i % 2)
			EXPECT_EQ(pthread_setname_np(pthread_self(), name), 0);
		else
			EXPECT_EQ(prctl(PR_SET_NAME, name), 0);
		is_named(name);
		if (i % 2)
			EXPECT_EQ(setpriority(PRIO_PROCESS, 0, begin + i + 1), 0);
		else
			EXPECT_EQ(nice(1), begin + i + 1);
		EXPECT_EQ(getpriority(PRIO_PROCESS, 0), begin + i + 1);
		EXPECT_EQ(raw_syscall(SYS_getpriority, PRIO_PROCESS, getpid(), 0, 0),
			  20 - (begin + i + 1));
		EXPECT_EQ(sched_setscheduler(0, i % 2 ? SCHED_OTHER : SCHED_BATCH, &param), 0);
		EXPECT_EQ(raw_syscall(SYS_sched_getscheduler, getpid(), 0, 0, 0),
			  i % 2 ? SCHED_OTHER : SCHED_BATCH);
	}
	stop = 1;
	join_thread(id);
	return test_end();
}
