/* What libc has no function for is called by number, with "the thread ID of the thread" - sched_setattr(2),
 * ioprio_set(2), rt_tgsigqueueinfo(2), set_tid_address(2). The raw getpriority "returns 20-nice" and the raw
 * sched_getaffinity "the number of bytes placed copied into the mask". */
#include <sched.h>
#include <sys/prctl.h>
#include <sys/resource.h>

#include "tests/test.h"

enum { WHO_PROCESS = 1, BEST_EFFORT = 2 << 13 };
static int to_thread[2], from_thread[2];
static cpu_set_t one;
static pid_t tid;
static _Atomic int value;

static void handler(int sig, siginfo_t *info, void *context) {
	(void)sig, (void)context;
	value = gettid() == tid ? info->si_value.sival_int : -1;
}

static void *thread(void *arg) {
	int *address = NULL;
	cpu_set_t is;
	tid = gettid();
	EXPECT_EQ(sched_setaffinity(0, sizeof one, &one), 0);
	long len = syscall(SYS_sched_getaffinity, 0, sizeof is, &is);
	EXPECT(len > 0 && len <= (long)sizeof is && memcmp(&is, &one, (size_t)len) == 0);
	EXPECT_EQ(setpriority(PRIO_PROCESS, 0, 8), 0);
	EXPECT_EQ(syscall(SYS_getpriority, PRIO_PROCESS, 0), 12);
	EXPECT_EQ(syscall(SYS_ioprio_set, WHO_PROCESS, 0, BEST_EFFORT | 6), 0);
	EXPECT_ERRNO(syscall(SYS_ioprio_set, WHO_PROCESS, 0, 7 << 13), EINVAL);
	/* With the address that libc has set. */
	if (prctl(PR_GET_TID_ADDRESS, &address) == 0)
		EXPECT_EQ(syscall(SYS_set_tid_address, address), tid);
	tell(from_thread[1]);
	while (!value) {
		char c;
		EXPECT(read(to_thread[0], &c, 1) == 1 || errno == EINTR);
	}
	EXPECT_EQ(value, 42);
	return arg;
}

int main(void) {
	struct sigaction action = { .sa_sigaction = handler, .sa_flags = SA_SIGINFO };
	struct sched_param param = { 0 };
	siginfo_t info = { .si_code = SI_QUEUE, .si_value.sival_int = 42 };
	cpu_set_t all, is = { 0 };
	int cpu = 0;
	EXPECT_EQ(pipe(to_thread) | pipe(from_thread), 0);
	EXPECT_EQ(sigaction(SIGUSR1, &action, NULL), 0);
	EXPECT_EQ(sched_getaffinity(0, sizeof all, &all), 0);
	while (!CPU_ISSET(cpu, &all))
		cpu++;
	CPU_SET(cpu, &one);
	long nice_of_main = syscall(SYS_getpriority, PRIO_PROCESS, 0);
	long io_of_main = syscall(SYS_ioprio_get, WHO_PROCESS, 0);
	if (nice_of_main < 12)
		SKIP("it is nice already");
	pthread_t id = start_thread(thread, NULL);
	hear(from_thread[0]);

	EXPECT_EQ(syscall(SYS_getpriority, PRIO_PROCESS, tid), 12);
	EXPECT_EQ(syscall(SYS_getpriority, PRIO_PROCESS, 0), nice_of_main);
	EXPECT_EQ(syscall(SYS_ioprio_get, WHO_PROCESS, tid), BEST_EFFORT | 6);
	EXPECT_EQ(syscall(SYS_ioprio_get, WHO_PROCESS, 0), io_of_main);
	long len = syscall(SYS_sched_getaffinity, tid, sizeof is, &is);
	EXPECT(len > 0 && memcmp(&is, &one, (size_t)len) == 0);
	EXPECT_EQ(syscall(SYS_sched_setscheduler, tid, SCHED_BATCH, &param), 0);
	EXPECT_EQ(syscall(SYS_sched_getscheduler, tid), SCHED_BATCH);
	EXPECT_EQ(syscall(SYS_sched_getscheduler, 0), SCHED_OTHER);
	EXPECT_EQ(syscall(SYS_sched_setparam, tid, &param), 0);
	EXPECT_EQ(syscall(SYS_sched_getparam, tid, &param), 0);
	EXPECT_EQ(syscall(SYS_rt_tgsigqueueinfo, getpid(), tid, SIGUSR1, &info), 0);
	tell(to_thread[1]);
	join_thread(id);
	return test_end();
}
