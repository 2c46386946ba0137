/* "EINTR: while waiting to acquire a lock, the call was interrupted by delivery of a signal caught by a
 * handler" - flock(2), fcntl(2), lockf(3); with SA_RESTART they go on waiting - signal(7). */
#include <fcntl.h>
#include <signal.h>
#include <sys/file.h>

#include "tests/test.h"

static char path[] = "/tmp/test-XXXXXX";
static int held;
static _Atomic int caught, done;

static void on_signal(int sig) {
	(void)sig;
	caught++;
}

static void *waits(void *arg) {
	struct flock lock = { .l_type = F_WRLCK, .l_whence = SEEK_SET };
	int fd = open(path, O_RDWR);
	EXPECT_ERRNO(flock(fd, LOCK_EX), EINTR);
	EXPECT_ERRNO(fcntl(fd, F_OFD_SETLKW, &lock), EINTR);
	EXPECT_ERRNO(fcntl(fd, F_SETLKW, &lock), EINTR);
	EXPECT_ERRNO(lockf(fd, F_LOCK, 0), EINTR);
	close(fd);
	done = 1;
	return arg;
}

static void *waits_on(void *arg) {
	int fd = open(path, O_RDWR);
	EXPECT_EQ(flock(fd, LOCK_EX), 0);
	close(fd);
	return arg;
}

static void handle(int flags) {
	struct sigaction action = { .sa_handler = on_signal, .sa_flags = flags };
	sigaction(SIGUSR1, &action, NULL);
}

int main(void) {
	struct flock lock = { .l_type = F_WRLCK, .l_whence = SEEK_SET };
	held = mkstemp(path);
	EXPECT_EQ(flock(held, LOCK_EX), 0);
	EXPECT_EQ(fcntl(held, F_OFD_SETLK, &lock), 0);
	handle(0);
	pthread_t thread = start_thread(waits, NULL);
	while (!done) {
		pthread_kill(thread, SIGUSR1);
		linger();
	}
	join_thread(thread);

	handle(SA_RESTART);
	caught = 0;
	thread = start_thread(waits_on, NULL);
	while (caught < 3) {
		pthread_kill(thread, SIGUSR1);
		linger();
	}
	EXPECT_EQ(flock(held, LOCK_UN), 0);
	join_thread(thread);
	unlink(path);
	return test_end();
}
