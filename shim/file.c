/* file.c - calls that block where no event tells of it: locks, synchronisation with the disk, System V
 * and POSIX message queues, completions of asynchronous IO. Those that can be tried first are; then each
 * is a blocking move. */
#include <errno.h>
#include <fcntl.h>
#include <mqueue.h>
#include <sys/file.h>
#include <sys/msg.h>
#include <sys/sem.h>
#include <sys/sendfile.h>
#include <termios.h>
#include <unistd.h>

#include "runtime/hub.h"
#include "shim/blocking.h"
#include "shim/calls.h"
#include "shim/io.h"
#include "shim/real.h"

int shim_flock(struct co *self, int fd, int operation) {
	int result = real.flock(fd, operation | LOCK_NB);
	if (result == 0 || errno != EWOULDBLOCK || (operation & LOCK_NB))
		return result;
	return BLOCKING(self, real.flock(fd, operation));
}

int shim_lockf(struct co *self, int fd, int command, off_t len) {
	if (command != F_LOCK)
		return real.lockf(fd, command, len);
	int result = real.lockf(fd, F_TLOCK, len);
	if (result == 0 || (errno != EAGAIN && errno != EACCES))
		return result;
	return BLOCKING(self, real.lockf(fd, F_LOCK, len));
}

int shim_fsync(struct co *self, int fd) {
	return BLOCKING(self, real.fsync(fd));
}

int shim_fdatasync(struct co *self, int fd) {
	return BLOCKING(self, real.fdatasync(fd));
}

int shim_syncfs(struct co *self, int fd) {
	return BLOCKING(self, real.syncfs(fd));
}

int shim_tcdrain(struct co *self, int fd) {
	return BLOCKING(self, real.tcdrain(fd));
}

/* ---- System V ---- */

int shim_msgsnd(struct co *self, int queue, const void *msg, size_t len, int flags) {
	int result = real.msgsnd(queue, msg, len, flags | IPC_NOWAIT);
	if (result == 0 || errno != EAGAIN || (flags & IPC_NOWAIT))
		return result;
	return BLOCKING(self, real.msgsnd(queue, msg, len, flags));
}

ssize_t shim_msgrcv(struct co *self, int queue, void *msg, size_t len, long type, int flags) {
	ssize_t result = real.msgrcv(queue, msg, len, type, flags | IPC_NOWAIT);
	if (result >= 0 || errno != ENOMSG || (flags & IPC_NOWAIT))
		return result;
	return BLOCKING(self, real.msgrcv(queue, msg, len, type, flags));
}

int shim_semop(struct co *self, int set, struct sembuf *ops, size_t count) {
	return BLOCKING(self, real.semop(set, ops, count));
}

int shim_semtimedop(struct co *self, int set, struct sembuf *ops, size_t count,
		    const struct timespec *timeout) {
	return BLOCKING(self, real.semtimedop(set, ops, count, timeout));
}

/* ---- POSIX message queues: a time in the past tries ---- */

static const struct timespec past;

ssize_t shim_mq_receive(struct co *self, mqd_t queue, char *msg, size_t len, unsigned *priority) {
	ssize_t result = real.mq_timedreceive(queue, msg, len, priority, &past);
	if (result >= 0 || errno != ETIMEDOUT)
		return result;
	return BLOCKING(self, real.mq_receive(queue, msg, len, priority));
}

ssize_t shim_mq_timedreceive(struct co *self, mqd_t queue, char *msg, size_t len, unsigned *priority,
			     const struct timespec *at) {
	return BLOCKING(self, real.mq_timedreceive(queue, msg, len, priority, at));
}

int shim_mq_send(struct co *self, mqd_t queue, const char *msg, size_t len, unsigned priority) {
	int result = real.mq_timedsend(queue, msg, len, priority, &past);
	if (result == 0 || errno != ETIMEDOUT)
		return result;
	return BLOCKING(self, real.mq_send(queue, msg, len, priority));
}

int shim_mq_timedsend(struct co *self, mqd_t queue, const char *msg, size_t len, unsigned priority,
		      const struct timespec *at) {
	return BLOCKING(self, real.mq_timedsend(queue, msg, len, priority, at));
}

/* ---- liburing ---- */

int shim___io_uring_get_cqe(struct co *self, void *ring, void **cqe, unsigned submit, unsigned count,
			    sigset_t *mask) {
	return BLOCKING(count ? self : NULL, real.__io_uring_get_cqe(ring, cqe, submit, count, mask));
}

int shim_io_uring_wait_cqes(struct co *self, void *ring, void **cqe, unsigned count, void *timeout,
			    sigset_t *mask) {
	return BLOCKING(self, real.io_uring_wait_cqes(ring, cqe, count, timeout, mask));
}

int shim_io_uring_wait_cqe_timeout(struct co *self, void *ring, void **cqe, void *timeout) {
	return BLOCKING(self, real.io_uring_wait_cqe_timeout(ring, cqe, timeout));
}

int shim_io_uring_submit_and_wait(struct co *self, void *ring, unsigned count) {
	return BLOCKING(count ? self : NULL, real.io_uring_submit_and_wait(ring, count));
}

int shim_io_uring_submit_and_wait_timeout(struct co *self, void *ring, void **cqe, unsigned count,
					  void *timeout, sigset_t *mask) {
	return BLOCKING(self, real.io_uring_submit_and_wait_timeout(ring, cqe, count, timeout, mask));
}
