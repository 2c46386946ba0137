/* "The sched_setattr() system call sets the scheduling policy and associated attributes for the thread whose ID is
 * specified in pid. If pid equals zero, ... of the calling thread" - sched_setattr(2). "E2BIG The buffer specified by
 * attr ... is too small"; and then "the kernel's size is in size". kill(2) takes a thread's id for its process, and
 * sched_rr_get_interval(2) is told of any thread. */
#include <sched.h>
#include <sys/resource.h>

#include "tests/test.h"

struct attr {
	uint32_t size, policy;
	uint64_t flags;
	int32_t nice;
	uint32_t priority;
	uint64_t runtime, deadline, period;
};

enum { RESET_ON_FORK = 1, KEEP_POLICY = 8, KEEP_PARAMS = 16 };

static int to_thread[2], from_thread[2];
static pid_t tid;

static struct attr attr_of(pid_t id) {
	struct attr attr = { 0 };
	EXPECT_EQ(syscall(SYS_sched_getattr, id, &attr, sizeof attr, 0), 0);
	return attr;
}

static void *thread(void *arg) {
	struct attr attr = { .size = sizeof attr, .policy = SCHED_BATCH, .nice = 5 };
	tid = gettid();
	EXPECT_EQ(syscall(SYS_sched_setattr, 0, &attr, 0), 0);
	EXPECT_EQ(sched_getscheduler(0), SCHED_BATCH);
	EXPECT_EQ(getpriority(PRIO_PROCESS, 0), 5);
	EXPECT_EQ(attr_of(0).policy, SCHED_BATCH);
	EXPECT_EQ(attr_of(0).nice, 5);
	tell(from_thread[1]);
	hear(to_thread[0]);
	EXPECT_EQ(getpriority(PRIO_PROCESS, 0), 7);
	EXPECT_EQ(attr_of(0).flags, RESET_ON_FORK);
	return arg;
}

static void refuses(void) {
	struct attr attr = { .size = sizeof attr, .policy = 77 };
	EXPECT_ERRNO(syscall(SYS_sched_setattr, tid, &attr, 0), EINVAL);
	attr.policy = SCHED_OTHER;
	attr.priority = 1;
	EXPECT_ERRNO(syscall(SYS_sched_setattr, tid, &attr, 0), EINVAL);
	attr.priority = 0;
	EXPECT_ERRNO(syscall(SYS_sched_setattr, tid, &attr, 1), EINVAL);
	attr.flags = UINT64_C(1) << 40;
	EXPECT_ERRNO(syscall(SYS_sched_setattr, tid, &attr, 0), EINVAL);
	attr.size = 4;
	EXPECT_ERRNO(syscall(SYS_sched_setattr, tid, &attr, 0), E2BIG);
	EXPECT(attr.size >= sizeof attr);
	EXPECT_ERRNO(syscall(SYS_sched_setattr, tid, (void *)1, 0), EFAULT);
	EXPECT_ERRNO(syscall(SYS_sched_getattr, tid, &attr, 4, 0), EINVAL);
	EXPECT_ERRNO(syscall(SYS_sched_getattr, tid, (void *)1, sizeof attr, 0), EFAULT);
}

int main(void) {
	struct attr attr = { .size = sizeof attr, .flags = KEEP_POLICY, .nice = 7 };
	struct sched_param param = { 0 };
	struct timespec interval;
	EXPECT_EQ(pipe(to_thread) | pipe(from_thread), 0);
	if (getpriority(PRIO_PROCESS, 0) > 4)
		SKIP("it is nice already");
	int nice_of_main = getpriority(PRIO_PROCESS, 0);
	pthread_t id = start_thread(thread, NULL);
	hear(from_thread[0]);
	EXPECT_EQ(attr_of(0).policy, SCHED_OTHER);
	EXPECT_EQ(attr_of(getpid()).nice, nice_of_main);
	EXPECT_EQ(raw_syscall(SYS_getpriority, PRIO_PROCESS, getpid(), 0, 0), 20 - nice_of_main);
	EXPECT_EQ(attr_of(tid).policy, SCHED_BATCH);
	refuses();
	EXPECT_EQ(syscall(SYS_sched_setattr, tid, &attr, 0), 0);
	EXPECT_EQ(attr_of(tid).policy, SCHED_BATCH);
	EXPECT_EQ(attr_of(tid).nice, 7);
	EXPECT_EQ(sched_getscheduler(tid), SCHED_BATCH);
	attr.flags = KEEP_PARAMS | RESET_ON_FORK;
	EXPECT_EQ(syscall(SYS_sched_setattr, tid, &attr, 0), 0);
	EXPECT_EQ(attr_of(tid).nice, 7);
	EXPECT_EQ(sched_getscheduler(tid), SCHED_BATCH | SCHED_RESET_ON_FORK);
	EXPECT_ERRNO(sched_setscheduler(tid, 6, &param),
		     EINVAL); /* SCHED_DEADLINE, without a deadline */
	EXPECT_EQ(sched_rr_get_interval(tid, &interval), 0);
	EXPECT_EQ(kill(tid, 0), 0);
	EXPECT_EQ(syscall(SYS_kill, tid, 0), 0);
	tell(to_thread[1]);
	join_thread(id);
	return test_end();
}
