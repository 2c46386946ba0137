/* "A child process created by fork(2) inherits" its parent's affinity mask, nice value, policy, I/O priority, timer slack -
 * sched_setaffinity(2), setpriority(2), sched(7), ioprio_set(2), PR_SET_TIMERSLACK(2const) - and its name: those of the
 * thread that forks. What the child changes is the process's. The kernel tells all of it here, without a library. */
#include <sched.h>
#include <sys/prctl.h>
#include <sys/resource.h>

#include "tests/test.h"

enum { WHO_PROCESS = 1, BEST_EFFORT = 2 << 13, SLACK_NS = 77777 };
static cpu_set_t one;

static int is_given(void) {
	cpu_set_t is = { 0 };
	char name[16] = "";
	return raw_syscall(SYS_getpriority, PRIO_PROCESS, 0, 0, 0) == 20 - 8 &&
	       raw_syscall(SYS_sched_getaffinity, 0, sizeof is, (long)&is, 0) > 0 &&
	       CPU_EQUAL(&is, &one) && raw_syscall(SYS_sched_getscheduler, 0, 0, 0, 0) == SCHED_BATCH &&
	       raw_syscall(SYS_ioprio_get, WHO_PROCESS, 0, 0, 0) == (BEST_EFFORT | 6) &&
	       raw_syscall(SYS_prctl, PR_GET_TIMERSLACK, 0, 0, 0) == SLACK_NS &&
	       raw_syscall(SYS_prctl, PR_GET_NAME, (long)name, 0, 0) == 0 && !strcmp(name, "given");
}

static void *in_child(void *arg) {
	cpu_set_t is = { 0 };
	EXPECT_EQ(sched_getaffinity(0, sizeof is, &is), 0);
	EXPECT(CPU_EQUAL(&is, &one));
	return arg;
}

static void change_and_look(void) {
	char name[16] = "";
	struct sched_param param = { 0 };
	EXPECT(is_given());
	join_thread(start_thread(in_child, NULL));
	EXPECT_EQ(setpriority(PRIO_PROCESS, 0, 9), 0);
	EXPECT_EQ(nice(1), 10);
	EXPECT_EQ(raw_syscall(SYS_getpriority, PRIO_PROCESS, getpid(), 0, 0), 20 - 10);
	EXPECT_EQ(sched_setscheduler(0, SCHED_OTHER, &param), 0);
	EXPECT_EQ(raw_syscall(SYS_sched_getscheduler, getpid(), 0, 0, 0), SCHED_OTHER);
	EXPECT_EQ(pthread_setname_np(pthread_self(), "changed"), 0);
	EXPECT_EQ(prctl(PR_GET_NAME, name), 0);
	EXPECT_EQ(strcmp(name, "changed"), 0);
	FILE *comm = fopen("/proc/self/comm", "r");
	EXPECT(comm && fgets(name, sizeof name, comm));
	EXPECT_EQ(strcmp(name, "changed\n"), 0);
}

static void *thread(void *arg) {
	struct sched_param param = { 0 };
	EXPECT_EQ(sched_setaffinity(0, sizeof one, &one), 0);
	EXPECT_EQ(setpriority(PRIO_PROCESS, 0, 8), 0);
	EXPECT_EQ(sched_setscheduler(0, SCHED_BATCH, &param), 0);
	EXPECT_EQ(syscall(SYS_ioprio_set, WHO_PROCESS, 0, BEST_EFFORT | 6), 0);
	EXPECT_EQ(prctl(PR_SET_TIMERSLACK, SLACK_NS), 0);
	EXPECT_EQ(pthread_setname_np(pthread_self(), "given"), 0);
	EXPECT_EQ(run_in_child(change_and_look), 0);
	pid_t pid = vfork();
	if (pid == 0)
		_exit(!is_given());
	EXPECT_EQ(reap(pid), 0);
	pid = (pid_t)syscall(SYS_fork);
	if (pid == 0)
		_exit(!is_given());
	EXPECT_EQ(reap(pid), 0);
	return arg;
}

int main(void) {
	cpu_set_t all;
	int cpu = CPU_SETSIZE - 1;
	EXPECT_EQ(sched_getaffinity(0, sizeof all, &all), 0);
	while (!CPU_ISSET(cpu, &all))
		cpu--;
	CPU_SET(cpu, &one);
	if (getpriority(PRIO_PROCESS, 0) > 7)
		SKIP("it is nice already");
	join_thread(start_thread(thread, NULL));
	return test_end();
}
