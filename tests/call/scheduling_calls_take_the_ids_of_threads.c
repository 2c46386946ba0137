/* "sched_setaffinity() sets the CPU affinity mask of the thread whose ID is pid. If pid is zero, then
 * the calling thread is used" - sched_setaffinity(2). Likewise the nice value of setpriority(2) and the
 * policy of sched_setscheduler(2): each is one thread's on Linux, whatever the others have. */
#include <sched.h>
#include <sys/resource.h>

#include "tests/test.h"

static cpu_set_t all, one;
static int to_thread[2], from_thread[2];
static _Atomic pid_t tid;

static void *thread(void *arg) {
	cpu_set_t is;
	struct sched_param zero = { 0 };
	tid = gettid();
	EXPECT_EQ(sched_setaffinity(0, sizeof one, &one), 0);
	EXPECT_EQ(sched_getaffinity(0, sizeof is, &is), 0);
	EXPECT(CPU_EQUAL(&is, &one));
	EXPECT_EQ(pthread_getaffinity_np(pthread_self(), sizeof is, &is), 0);
	EXPECT(CPU_EQUAL(&is, &one));
	EXPECT_EQ(setpriority(PRIO_PROCESS, 0, 7), 0);
	EXPECT_EQ(getpriority(PRIO_PROCESS, tid), 7);
	EXPECT_EQ(sched_getscheduler(0), SCHED_OTHER);
	EXPECT_EQ(sched_setscheduler(0, SCHED_BATCH, &zero), 0);
	tell(from_thread[1]);
	hear(to_thread[0]);
	EXPECT_EQ(sched_getscheduler(tid), SCHED_OTHER);
	EXPECT_EQ(getpriority(PRIO_PROCESS, 0), 9);
	EXPECT_EQ(sched_getaffinity(tid, sizeof is, &is), 0);
	EXPECT(CPU_EQUAL(&is, &all));
	return arg;
}

int main(void) {
	struct sched_param param = { 0 };
	cpu_set_t is;
	int cpu = 0;
	EXPECT_EQ(pipe(to_thread) | pipe(from_thread), 0);
	EXPECT_EQ(sched_getaffinity(0, sizeof all, &all), 0);
	while (!CPU_ISSET(cpu, &all))
		cpu++;
	CPU_SET(cpu, &one);
	int nice_of_main = getpriority(PRIO_PROCESS, 0);
	if (nice_of_main > 6)
		SKIP("it is nice already");
	pthread_t id = start_thread(thread, NULL);
	hear(from_thread[0]);

	EXPECT_EQ(sched_getaffinity(0, sizeof is, &is), 0);
	EXPECT(CPU_EQUAL(&is, &all));
	EXPECT_EQ(getpriority(PRIO_PROCESS, 0), nice_of_main);
	EXPECT_EQ(sched_getscheduler(getpid()), SCHED_OTHER);

	EXPECT_EQ(sched_getaffinity(tid, sizeof is, &is), 0);
	EXPECT(CPU_EQUAL(&is, &one));
	EXPECT_EQ(sched_getscheduler(tid), SCHED_BATCH);
	EXPECT_EQ(sched_getparam(tid, &param), 0);
	EXPECT_EQ(param.sched_priority, 0);
	EXPECT_EQ(sched_setaffinity(tid, sizeof all, &all), 0);
	EXPECT_EQ(setpriority(PRIO_PROCESS, tid, 9), 0);
	EXPECT_EQ(sched_setscheduler(tid, SCHED_OTHER, &param), 0);
	EXPECT_EQ(sched_setparam(tid, &param), 0);
	tell(to_thread[1]);
	join_thread(id);
	return test_end();
}
