/* file.c - calls that block where no event tells of it: locks, synchronisation with the disk, the
 * system's log, asynchronous I/O, System V and POSIX message queues. Those that can be tried first are;
 * then each is a blocking move. */
#include <errno.h>
#include <fcntl.h>
#include <mqueue.h>
#include <sys/file.h>
#include <sys/msg.h>
#include <sys/sem.h>
#include <sys/sendfile.h>
#include <sys/uio.h>
#include <termios.h>
#include <unistd.h>

#include "runtime/hub.h"
#include "runtime/sys.h"
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

/* ---- reading and writing at an offset ---- */

/* Does the disk see every call, whatever is cached? RWF_NOWAIT does not keep such a one from waiting. */
static bool is_uncached(int fd, int flags) {
	long got = sys(SYS_fcntl, fd, F_GETFL);
	return got > 0 && (got & flags);
}

/* What the page cache has of it, whole; -EAGAIN otherwise. */
static ssize_t read_cached(int fd, void *buf, size_t len, off_t offset) {
	struct iovec iov = { buf, len };
	if (offset < 0)
		return -EINVAL; /* to preadv2, -1 is the current position */
	ssize_t n = real.preadv2(fd, &iov, 1, offset, RWF_NOWAIT);
	if (n < 0)
		return errno == EOPNOTSUPP ? -EAGAIN : -errno;
	return n == 0 || (size_t)n == len ? n : -EAGAIN;
}

ssize_t shim_pread(struct co *self, int fd, void *buf, size_t len, off_t offset) {
	ssize_t n = is_uncached(fd, O_DIRECT) ? -EAGAIN : read_cached(fd, buf, len, offset);
	return n == -EAGAIN ? BLOCKING(self, real.pread(fd, buf, len, offset)) : io_result(n);
}

ssize_t shim___pread_chk(struct co *self, int fd, void *buf, size_t len, off_t offset, size_t room) {
	if (len > room)
		return real.__pread_chk(fd, buf, len, offset, room); /* which ends the program */
	return shim_pread(self, fd, buf, len, offset);
}

ssize_t shim_pwrite(struct co *self, int fd, const void *buf, size_t len, off_t offset) {
	bool waits = is_uncached(fd, O_DIRECT | O_DSYNC);
	return BLOCKING(waits ? self : NULL, real.pwrite(fd, buf, len, offset));
}

/* ---- synchronisation ---- */

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

int shim_tcsendbreak(struct co *self, int fd, int duration) {
	return BLOCKING(self, real.tcsendbreak(fd, duration));
}

int shim_tcsetattr(struct co *self, int fd, int when, const struct termios *attr) {
	if (when == TCSANOW)
		return real.tcsetattr(fd, when, attr);
	return BLOCKING(self, real.tcsetattr(fd, when, attr));
}

void shim_sync(void) {
	struct co *self = blocking_enter(CALL_sync);
	BLOCKING_VOID(self, real.sync());
	gate_leave(self);
}

int shim_sync_file_range(struct co *self, int fd, off_t offset, off_t len, unsigned flags) {
	return BLOCKING(self, real.sync_file_range(fd, offset, len, flags));
}

int shim_msync(struct co *self, void *addr, size_t len, int flags) {
	return BLOCKING(self, real.msync(addr, len, flags));
}

int shim_mount(struct co *self, const char *source, const char *target, const char *type,
	       unsigned long flags, const void *data) {
	return BLOCKING(self, real.mount(source, target, type, flags, data));
}

int shim_umount(struct co *self, const char *target) {
	return BLOCKING(self, real.umount(target));
}

int shim_umount2(struct co *self, const char *target, int flags) {
	return BLOCKING(self, real.umount2(target, flags));
}

/* ---- libc's asynchronous I/O, which has threads of its own ---- */

int shim_aio_suspend(struct co *self, const struct aiocb *const list[], int count,
		     const struct timespec *timeout) {
	return BLOCKING(self, real.aio_suspend(list, count, timeout));
}

int shim_lio_listio(struct co *self, int mode, struct aiocb *const list[], int count,
		    struct sigevent *event) {
	if (mode != LIO_WAIT)
		return real.lio_listio(mode, list, count, event);
	return BLOCKING(self, real.lio_listio(mode, list, count, event));
}

/* ---- the system's log: a socket that may be full, and a lock that is held meanwhile ---- */

void shim_vsyslog(struct co *self, int priority, const char *format, va_list args) {
	BLOCKING_VOID(self, real.vsyslog(priority, format, args));
}

void shim___vsyslog_chk(struct co *self, int priority, int flag, const char *format, va_list args) {
	BLOCKING_VOID(self, real.__vsyslog_chk(priority, flag, format, args));
}

void shim_openlog(struct co *self, const char *ident, int option, int facility) {
	BLOCKING_VOID(self, real.openlog(ident, option, facility));
}

void shim_closelog(void) {
	struct co *self = blocking_enter(CALL_closelog);
	BLOCKING_VOID(self, real.closelog());
	gate_leave(self);
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
