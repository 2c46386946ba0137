/* socket.c - receiving, sending, accepting and connecting. */
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <sys/socket.h>
#include <sys/un.h>

#include "runtime/hub.h"
#include "runtime/sys.h"
#include "shim/blocking.h"
#include "shim/calls.h"
#include "shim/deadline.h"
#include "shim/io.h"
#include "shim/real.h"
#include "shim/rw.h"

/* The arguments of one of the calls; what it does not use is 0. */
struct transfer {
	void *buf;
	size_t len;
	int flags;
	struct sockaddr *addr;
	socklen_t *addr_len;
	struct msghdr *msg;
};

/* ---- receiving ---- */

static long try_recvfrom(struct fd_rec *rec, void *arg) {
	const struct transfer *t = arg;
	return sys(SYS_recvfrom, rec->fd, t->buf, t->len, t->flags | MSG_DONTWAIT, t->addr, t->addr_len);
}

static long try_recvmsg(struct fd_rec *rec, void *arg) {
	const struct transfer *t = arg;
	return sys(SYS_recvmsg, rec->fd, t->msg, t->flags | MSG_DONTWAIT);
}

/* What is asked for of a stream, by which a shorter answer tells that it is drained. */
static size_t full(struct fd_rec *rec, const struct transfer *t) {
	return io_kind(rec) == KIND_STREAM && !(t->flags & MSG_ERRQUEUE) ? t->len : 0;
}

/* MSG_WAITALL on a stream: go on until all is there, the end, or an error. */
static long receive_all(struct co *self, struct fd_rec *rec, struct transfer *t) {
	long done = 0;
	while (t->len > 0) {
		long n = io_loop(self, rec, FD_READ, false, 0, try_recvfrom, t);
		if (n <= 0)
			return done ? done : n;
		done += n;
		t->buf = (char *)t->buf + n;
		t->len -= (size_t)n;
		if (io_nonblocking(rec))
			break;
	}
	return done;
}

static ssize_t receive(struct co *self, int fd, struct transfer *t) {
	struct fd_rec *rec = fd_record(fd);
	if (unlikely(!rec || !io_is_socket(rec)))
		return real.recvfrom(fd, t->buf, t->len, t->flags, t->addr, t->addr_len);
	if (unlikely((t->flags & (MSG_WAITALL | MSG_PEEK | MSG_DONTWAIT | MSG_OOB)) == MSG_WAITALL) &&
	    io_kind(rec) == KIND_STREAM)
		return io_result(receive_all(self, rec, t));
	return io_result(io_loop(self, rec, FD_READ, t->flags & (MSG_DONTWAIT | MSG_ERRQUEUE),
				 full(rec, t), try_recvfrom, t));
}

ssize_t shim_recv(struct co *self, int fd, void *buf, size_t len, int flags) {
	return receive(self, fd, &(struct transfer){ .buf = buf, .len = len, .flags = flags });
}

ssize_t shim___recv_chk(struct co *self, int fd, void *buf, size_t len, size_t room, int flags) {
	if (len > room)
		return real.__recv_chk(fd, buf, len, room, flags); /* which ends the program */
	return shim_recv(self, fd, buf, len, flags);
}

ssize_t shim_recvfrom(struct co *self, int fd, void *buf, size_t len, int flags, struct sockaddr *addr,
		      socklen_t *addr_len) {
	return receive(self, fd, &(struct transfer){ buf, len, flags, addr, addr_len, NULL });
}

ssize_t shim___recvfrom_chk(struct co *self, int fd, void *buf, size_t len, size_t room, int flags,
			    struct sockaddr *addr, socklen_t *addr_len) {
	if (len > room)
		return real.__recvfrom_chk(fd, buf, len, room, flags, addr, addr_len);
	return shim_recvfrom(self, fd, buf, len, flags, addr, addr_len);
}

static size_t msg_len(const struct msghdr *msg) {
	size_t len = 0;
	for (size_t i = 0; i < msg->msg_iovlen; i++)
		len += msg->msg_iov[i].iov_len;
	return len;
}

/* Having received n bytes of what MSG_WAITALL wants all of: the rest, without control data. */
static long receive_rest(struct co *self, struct fd_rec *rec, const struct msghdr *msg, size_t n) {
	long done = (long)n;
	for (size_t i = 0; i < msg->msg_iovlen; i++) {
		const struct iovec *iov = &msg->msg_iov[i];
		if (n >= iov->iov_len) {
			n -= iov->iov_len;
			continue;
		}
		struct transfer rest = { .buf = (char *)iov->iov_base + n, .len = iov->iov_len - n };
		long got = receive_all(self, rec, &rest);
		if (got > 0)
			done += got;
		if (got < 0 || rest.len > 0)
			break;
		n = 0;
	}
	return done;
}

/* One message: the result or -errno. */
static long receive_message(struct co *self, struct fd_rec *rec, struct msghdr *msg, int flags) {
	struct transfer t = { .msg = msg, .flags = flags, .len = msg_len(msg) };
	long n = io_loop(self, rec, FD_READ, flags & (MSG_DONTWAIT | MSG_ERRQUEUE), full(rec, &t),
			 try_recvmsg, &t);
	if (n > 0 && (size_t)n < t.len && io_kind(rec) == KIND_STREAM && !io_nonblocking(rec) &&
	    (flags & (MSG_WAITALL | MSG_PEEK | MSG_DONTWAIT | MSG_OOB)) == MSG_WAITALL)
		n = receive_rest(self, rec, msg, (size_t)n);
	return n;
}

ssize_t shim_recvmsg(struct co *self, int fd, struct msghdr *msg, int flags) {
	struct fd_rec *rec = fd_record(fd);
	if (!rec || !io_is_socket(rec) || msg->msg_iovlen > IOV_MAX)
		return real.recvmsg(fd, msg, flags);
	return io_result(receive_message(self, rec, msg, flags));
}

int shim_recvmmsg(struct co *self, int fd, struct mmsghdr *msgs, unsigned count, int flags,
		  struct timespec *timeout) {
	struct fd_rec *rec = fd_record(fd);
	if (!rec || !io_is_socket(rec) || count == 0 || (timeout && !timespec_valid(timeout)))
		return real.recvmmsg(fd, msgs, count, flags, timeout);
	/* As the kernel has it, the timeout is looked at after each message, and at no other time. */
	int64_t deadline_ns = timeout ? deadline_in(timespec_ns(timeout)) : FOREVER_NS;
	unsigned done = 0;
	long n = 0;
	while (done < count) {
		n = receive_message(self, rec, &msgs[done].msg_hdr, flags & ~MSG_WAITFORONE);
		if (n < 0)
			break;
		msgs[done++].msg_len = (unsigned)n;
		if (flags & MSG_WAITFORONE)
			flags |= MSG_DONTWAIT;
		if (timeout) {
			int64_t left_ns = deadline_ns - clock_ns();
			*timeout = ns_timespec(left_ns > 0 ? left_ns : 0);
			if (left_ns <= 0)
				break;
		}
	}
	return done ? (int)done : (int)io_result(n);
}

/* ---- sending ---- */

static long try_sendto(struct fd_rec *rec, void *arg) {
	const struct transfer *t = arg;
	return sys(SYS_sendto, rec->fd, t->buf, t->len, t->flags | MSG_DONTWAIT, t->addr,
		   t->addr_len ? *t->addr_len : 0);
}

static long try_sendmsg(struct fd_rec *rec, void *arg) {
	const struct transfer *t = arg;
	return sys(SYS_sendmsg, rec->fd, t->msg, t->flags | MSG_DONTWAIT);
}

ssize_t shim_send(struct co *self, int fd, const void *buf, size_t len, int flags) {
	struct iovec iov = { (void *)(uintptr_t)buf, len };
	struct fd_rec *rec = fd_record(fd);
	if (unlikely(!rec || !io_is_socket(rec)))
		return real.send(fd, buf, len, flags);
	return io_result(rw_write(self, fd, &iov, 1, flags));
}

ssize_t shim_sendto(struct co *self, int fd, const void *buf, size_t len, int flags,
		    const struct sockaddr *addr, socklen_t addr_len) {
	struct fd_rec *rec = fd_record(fd);
	if (!addr)
		return shim_send(self, fd, buf, len, flags);
	if (!rec || !io_is_socket(rec))
		return real.sendto(fd, buf, len, flags, addr, addr_len);
	struct transfer t = {
		(void *)(uintptr_t)buf, len, flags, (struct sockaddr *)(uintptr_t)addr, &addr_len, NULL
	};
	return io_result(io_loop(self, rec, FD_WRITE, flags & MSG_DONTWAIT, 0, try_sendto, &t));
}

/* One message: the result or -errno. The rest of a partial one goes without its control data. */
static long send_message(struct co *self, struct fd_rec *rec, const struct msghdr *msg, int flags) {
	struct transfer t = { .msg = (struct msghdr *)(uintptr_t)msg, .flags = flags };
	long n = io_loop(self, rec, FD_WRITE, flags & MSG_DONTWAIT, 0, try_sendmsg, &t);
	size_t len = msg_len(msg), skip = n > 0 ? (size_t)n : 0;
	if (n < 0 || skip == len || io_kind(rec) != KIND_STREAM || (flags & MSG_DONTWAIT) ||
	    io_nonblocking(rec))
		return n;
	for (size_t i = 0; i < msg->msg_iovlen; i++) {
		const struct iovec *iov = &msg->msg_iov[i];
		if (skip >= iov->iov_len) {
			skip -= iov->iov_len;
			continue;
		}
		struct iovec rest = { (char *)iov->iov_base + skip, iov->iov_len - skip };
		long more = rw_write(self, rec->fd, &rest, 1, flags);
		n += more > 0 ? more : 0;
		if (more < (long)rest.iov_len)
			break;
		skip = 0;
	}
	return n;
}

ssize_t shim_sendmsg(struct co *self, int fd, const struct msghdr *msg, int flags) {
	struct fd_rec *rec = fd_record(fd);
	if (!rec || !io_is_socket(rec) || msg->msg_iovlen > IOV_MAX)
		return real.sendmsg(fd, msg, flags);
	return io_result(send_message(self, rec, msg, flags));
}

int shim_sendmmsg(struct co *self, int fd, struct mmsghdr *msgs, unsigned count, int flags) {
	struct fd_rec *rec = fd_record(fd);
	if (!rec || !io_is_socket(rec) || count == 0)
		return real.sendmmsg(fd, msgs, count, flags);
	unsigned done = 0;
	long n = 0;
	while (done < count && (n = send_message(self, rec, &msgs[done].msg_hdr, flags)) >= 0)
		msgs[done++].msg_len = (unsigned)n;
	return done ? (int)done : (int)io_result(n);
}

/* ---- accepting ---- */

struct acceptance {
	struct sockaddr *addr;
	socklen_t *len;
	int flags;
};

/* accept knows no MSG_DONTWAIT. Ready, and nobody else accepts from it: it will not block. Otherwise
 * somebody may be quicker, and then this waits on a carrier of its own. */
static long try_accept(struct fd_rec *rec, void *arg) {
	const struct acceptance *a = arg;
	if (rec->shim.modes & MODE_NONBLOCK)
		return sys(SYS_accept4, rec->fd, a->addr, a->len, a->flags);
	if (!io_is_ready(rec, FD_READ))
		return -EAGAIN;
	struct co *self = io_is_shared(rec) ? co_self() : NULL;
	return BLOCKING(self, sys(SYS_accept4, rec->fd, a->addr, a->len, a->flags));
}

int shim_accept4(struct co *self, int fd, struct sockaddr *addr, socklen_t *len, int flags) {
	struct fd_rec *rec = fd_record(fd);
	if (!rec || !io_is_socket(rec))
		return real.accept4(fd, addr, len, flags);
	io_nonblocking(rec);
	enum fd_kind kind = io_kind(rec);
	int made = (int)io_loop(self, rec, FD_READ, false, 0, try_accept,
				&(struct acceptance){ addr, len, flags });
	if (made >= 0)
		io_made(made, kind);
	return (int)io_result(made);
}

int shim_accept(struct co *self, int fd, struct sockaddr *addr, socklen_t *len) {
	return shim_accept4(self, fd, addr, len, 0);
}

/* ---- connecting ---- */

/* Nobody else sees the description: O_NONBLOCK may be set for the one call. */
static long begin_connect(int fd, const struct sockaddr *addr, socklen_t len) {
	long modes = sys(SYS_fcntl, fd, F_GETFL);
	if (modes < 0)
		return modes;
	sys(SYS_fcntl, fd, F_SETFL, modes | O_NONBLOCK);
	long error = sys(SYS_connect, fd, addr, len);
	sys(SYS_fcntl, fd, F_SETFL, modes);
	return error;
}

static long connect_error(int fd) {
	int error = 0;
	socklen_t len = sizeof error;
	long failed = sys(SYS_getsockopt, fd, SOL_SOCKET, SO_ERROR, &error, &len);
	return failed ? failed : -error;
}

static long connect_parking(struct co *self, struct fd_rec *rec, const struct sockaddr *addr,
			    socklen_t len) {
	long error = begin_connect(rec->fd, addr, len);
	if (error != -EINPROGRESS && error != -EALREADY)
		return error;
	int64_t timeout_ns = rec->shim.timeout_ns[FD_WRITE];
	error = io_wait(self, rec, FD_WRITE, timeout_ns ? deadline_in(timeout_ns) : FOREVER_NS,
			!timeout_ns);
	if (error == -ETIMEDOUT)
		return -EINPROGRESS; /* what SO_SNDTIMEO makes of it: socket(7) */
	return error ? error : connect_error(rec->fd);
}

int shim_connect(struct co *self, int fd, const struct sockaddr *addr, socklen_t len) {
	struct fd_rec *rec = fd_record(fd);
	if (!rec || !io_is_socket(rec) || io_nonblocking(rec) || io_kind(rec) == KIND_PACKET)
		return real.connect(fd, addr, len);
	if (io_is_shared(rec))
		return BLOCKING(self, real.connect(fd, addr, len));
	long error = connect_parking(self, rec, addr, len);
	if (error == -EAGAIN) /* a full backlog of a Unix socket, which cannot be polled for */
		return BLOCKING(self, real.connect(fd, addr, len));
	return (int)io_result(error);
}

int shim_socket(int family, int type, int protocol) {
	int fd = real.socket(family, type, protocol);
	if (fd >= 0)
		io_made(fd, (type & 0xf) == SOCK_STREAM ? KIND_STREAM : KIND_PACKET);
	return fd;
}
