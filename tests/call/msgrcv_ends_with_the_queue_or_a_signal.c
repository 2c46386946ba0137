/* "EIDRM: while the process was sleeping to receive a message, the message queue was removed. EINTR: the
 * process caught a signal; msgrcv() is never automatically restarted" - msgop(2). */
#include <signal.h>
#include <sys/msg.h>

#include "tests/test.h"

static int queue;
static _Atomic int done;

static void on_signal(int sig) {
	(void)sig;
}

static void *receives(void *arg) {
	char buf[64];
	EXPECT_ERRNO(msgrcv(queue, buf, 8, 0, 0), EINTR);
	done = 1;
	EXPECT_ERRNO(msgrcv(queue, buf, 8, 0, 0), EIDRM);
	return arg;
}

int main(void) {
	struct sigaction action = { .sa_handler = on_signal, .sa_flags = SA_RESTART };
	sigaction(SIGUSR1, &action, NULL);
	queue = msgget(IPC_PRIVATE, 0600);
	if (queue < 0 && errno == ENOSYS)
		SKIP("no System V message queues");
	pthread_t thread = start_thread(receives, NULL);
	while (!done) {
		pthread_kill(thread, SIGUSR1);
		linger();
		if (done)
			break;
	}
	linger();
	EXPECT_EQ(msgctl(queue, IPC_RMID, NULL), 0);
	join_thread(thread);
	return test_end();
}
