/* "EINTR": read, write, recv, accept, poll, select, sleeps, locks of files, message queues ... fail
 * with it when a handler without SA_RESTART runs - signal(7) */
#include <poll.h>
#include <sys/epoll.h>
#include <sys/file.h>
#include <sys/ipc.h>
#include <sys/msg.h>
#include <sys/select.h>
#include <sys/sem.h>

#include "tests/test.h"

static int fds[2], full[2], sockets[2], listener, epoll, queue, semaphores, locked, wants_lock;
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
	sigset_t usr2 = set_of(SIGUSR2);
	FD_ZERO(&set);
	FD_SET(fds[0], &set);
	switch (which) {
	case 0: return (int)read(fds[0], c, 1);
	case 1: return (int)write(full[1], c, 1);
	case 2: return (int)recv(sockets[0], c, 1, 0);
	case 3: return accept(listener, NULL, NULL);
	case 4: return poll(&p, 1, -1);
	case 5: return select(fds[0] + 1, &set, NULL, NULL, NULL);
	case 6: return epoll_wait(epoll, &event, 1, -1);
	case 7: return flock(wants_lock, LOCK_EX);
	case 8: return (int)msgrcv(queue, c, 10, 0, 0);
	case 9: return semop(semaphores, &down, 1);
	case 10: return waitpid(-1, NULL, 0);
	case 11: return sigwaitinfo(&usr2, NULL);
	case 12: return sigtimedwait(&usr2, NULL, &hour);
	case 13: return pause();
	default: return 0;
	}
}

static void *thread(void *arg) {
	EXPECT_ERRNO(waits((int)(intptr_t)arg), EINTR);
	done = 1;
	return NULL;
}

static void child(void) {
	pause();
}

int main(void) {
	struct sockaddr_in addr;
	pid_t pid = start_child(child);
	EXPECT_EQ(pipe(fds), 0);
	EXPECT_EQ(pipe(full), 0);
	fill_up(full[1]);
	EXPECT_EQ(socketpair(AF_UNIX, SOCK_STREAM, 0, sockets), 0);
	listener = tcp_listener(&addr, 1);
	EXPECT((epoll = epoll_create1(0)) >= 0);
	EXPECT((queue = msgget(IPC_PRIVATE, 0600)) >= 0);
	EXPECT((semaphores = semget(IPC_PRIVATE, 1, 0600)) >= 0);
	char path[] = "/tmp/test-lock-XXXXXX";
	EXPECT((locked = mkstemp(path)) >= 0);
	EXPECT((wants_lock = open(path, O_RDWR)) >= 0);
	EXPECT_EQ(unlink(path), 0);
	EXPECT_EQ(flock(locked, LOCK_EX), 0);
	set_handler(SIGUSR1, handler, 0);
	for (intptr_t i = 0; i <= 13; i++) {
		done = 0;
		pthread_t id = start_thread(thread, (void *)i);
		kill_until(&done, id, SIGUSR1);
		join_thread(id);
	}
	EXPECT_EQ(msgctl(queue, IPC_RMID, NULL), 0);
	EXPECT_EQ(semctl(semaphores, 0, IPC_RMID), 0);
	EXPECT_EQ(kill(pid, SIGKILL), 0);
	EXPECT_EQ(reap(pid), 128 + SIGKILL);
	return test_end();
}
