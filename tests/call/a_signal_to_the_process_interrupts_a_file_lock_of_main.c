/* As a_signal_to_the_process_interrupts_the_main_threads_call, for a call that no event can
 * announce - flock(2): "EINTR While waiting to acquire a lock, the call was interrupted by
 * delivery of a signal" */
#include <sys/file.h>

#include "tests/test.h"

static pthread_t handled_by;
static _Atomic int done;

static void handler(int sig) {
	(void)sig;
	handled_by = pthread_self();
}

static void *killer(void *arg) {
	while (!done) {
		EXPECT_EQ(kill(getpid(), SIGUSR1), 0);
		usleep(1000);
	}
	return arg;
}

int main(void) {
	char path[] = "/tmp/test-lock-XXXXXX";
	int held = mkstemp(path), wanted = open(path, O_RDWR);
	sigset_t usr1 = set_of(SIGUSR1);
	EXPECT(held >= 0 && wanted >= 0);
	EXPECT_EQ(unlink(path), 0);
	EXPECT_EQ(flock(held, LOCK_EX), 0);
	set_handler(SIGUSR1, handler, 0);
	EXPECT_EQ(pthread_sigmask(SIG_BLOCK, &usr1, NULL), 0);
	pthread_t id = start_thread(killer, NULL);
	EXPECT_EQ(pthread_sigmask(SIG_UNBLOCK, &usr1, NULL), 0);
	for (int i = 0; i < 5; i++) {
		EXPECT_ERRNO(flock(wanted, LOCK_EX), EINTR);
		EXPECT(pthread_equal(handled_by, pthread_self()));
	}
	done = 1;
	join_thread(id);
	return test_end();
}
