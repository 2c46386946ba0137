/* "The following interfaces are never restarted after being interrupted by a signal handler,
 * regardless of the use of SA_RESTART": "input" socket interfaces with a timeout, poll, select,
 * epoll_wait, pause, sigtimedwait, msgrcv, semop, the sleeps - signal(7) */
#include <poll.h>
#include <sys/epoll.h>
#include <sys/ipc.h>
#include <sys/msg.h>
#include <sys/select.h>
#include <sys/sem.h>
#include <sys/time.h>

#include "tests/test.h"

static int fds[2], sockets[2], epoll, queue, semaphores;
static _Atomic int done;

static void handler(int sig) {
	(void)sig;
}

static int waits(int which) {
	struct pollfd p = { .fd = fds[0], .events = POLLIN };
	struct sembuf down = { .sem_op = -1 };
	struct epoll_event event;
	struct timespec hour = { .tv_sec = 3600 };
	fd_set set;
	char c[100];
	sigset_t usr2 = set_of(SIGUSR2), none;
	sigemptyset(&none);
	FD_ZERO(&set);
	FD_SET(fds[0], &set);
	switch (which) {
	case 0: return (int)recv(sockets[0], c, 1, 0);
	case 1: return poll(&p, 1, -1);
	case 2: return select(fds[0] + 1, &set, NULL, NULL, NULL);
	case 3: return epoll_wait(epoll, &event, 1, -1);
	case 4: return (int)msgrcv(queue, c, 10, 0, 0);
	case 5: return semop(semaphores, &down, 1);
	case 6: return sigtimedwait(&usr2, NULL, &hour);
	case 7: return pause();
	case 8: return sigsuspend(&none);
	case 9: return nanosleep(&hour, NULL);
	default: return 0;
	}
}

static void *thread(void *arg) {
	EXPECT_ERRNO(waits((int)(intptr_t)arg), EINTR);
	done = 1;
	return NULL;
}

int main(void) {
	struct timeval hour = { .tv_sec = 3600 };
	EXPECT_EQ(pipe(fds), 0);
	EXPECT_EQ(socketpair(AF_UNIX, SOCK_STREAM, 0, sockets), 0);
	EXPECT_EQ(setsockopt(sockets[0], SOL_SOCKET, SO_RCVTIMEO, &hour, sizeof hour), 0);
	EXPECT((epoll = epoll_create1(0)) >= 0);
	EXPECT((queue = msgget(IPC_PRIVATE, 0600)) >= 0);
	EXPECT((semaphores = semget(IPC_PRIVATE, 1, 0600)) >= 0);
	set_handler(SIGUSR1, handler, SA_RESTART);
	for (intptr_t i = 0; i <= 9; i++) {
		done = 0;
		pthread_t id = start_thread(thread, (void *)i);
		kill_until(&done, id, SIGUSR1);
		join_thread(id);
	}
	EXPECT_EQ(msgctl(queue, IPC_RMID, NULL), 0);
	EXPECT_EQ(semctl(semaphores, 0, IPC_RMID), 0);
	return test_end();
}
