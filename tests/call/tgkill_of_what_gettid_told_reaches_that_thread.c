/* "tgkill() sends the signal sig to the thread with the thread ID tid", which gettid returns: by libc's
 * functions and as bare system calls; ESRCH for a thread that is no more - tgkill(2). */
#include "tests/test.h"

static _Atomic pid_t tid;
static int to_thread[2], from_thread[2];
static pthread_t handled_by;
static _Atomic int handled;

static void handler(int sig) {
	EXPECT_EQ(sig, SIGUSR1);
	handled_by = pthread_self();
	handled++;
}

static void *thread(void *arg) {
	tid = gettid();
	EXPECT_EQ(syscall(SYS_gettid), tid);
	for (int i = 1; i <= 3; i++) {
		tell(from_thread[1]);
		hear(to_thread[0]);
		EXPECT_EQ(handled, i);
		EXPECT(pthread_equal(handled_by, pthread_self()));
	}
	EXPECT_EQ(tgkill(getpid(), tid, SIGUSR1), 0);
	EXPECT_EQ(handled, 4);
	return arg;
}

int main(void) {
	EXPECT_EQ(pipe(to_thread) | pipe(from_thread), 0);
	set_handler(SIGUSR1, handler, SA_RESTART);
	pthread_t id = start_thread(thread, NULL);
	for (int i = 0; i < 3; i++) {
		hear(from_thread[0]);
		EXPECT(tid != getpid());
		EXPECT_EQ(i == 0   ? tgkill(getpid(), tid, SIGUSR1)
			  : i == 1 ? syscall(SYS_tgkill, getpid(), tid, SIGUSR1)
				   : syscall(SYS_tkill, tid, SIGUSR1),
			  0);
		EXPECT_EQ(tgkill(getpid(), tid, 0), 0);
		while (handled != i + 1)
			usleep(100);
		tell(to_thread[1]);
	}
	join_thread(id);
	while (tgkill(getpid(), tid, 0) == 0) /* a moment longer it may be in the kernel */
		usleep(100);
	EXPECT_EQ(errno, ESRCH);
	EXPECT_EQ(tgkill(getpid(), gettid(), SIGUSR1), 0);
	EXPECT_EQ(handled, 5);
	EXPECT(pthread_equal(handled_by, pthread_self()));
	EXPECT_ERRNO(tgkill(getpid(), -1, SIGUSR1), EINVAL);
	EXPECT_ERRNO(tgkill(getpid(), gettid(), 65), EINVAL);
	return test_end();
}
