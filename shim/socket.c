/* socket.c - receiving, sending, accepting and connecting. */
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <string.h>
#include <sys/socket.h>

#include "runtime/detach.h"
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

/* A call on a socket, or NULL for the record: what is none, libc is asked for. */
static struct io_call call_of(struct co *self, int fd, enum fd_dir dir, int flags) {
	struct fd_rec *rec = fd_record(fd);
	return (struct io_call){ .self = self,
				 .rec = likely(io_is_socket(rec)) ? rec : NULL,
				 .dir = dir,
				 .dontwait = flags & (MSG_DONTWAIT | MSG_ERRQUEUE) };
}

static bool waits(const struct io_call *call) {
	return !call->dontwait && !io_nonblocking(call->rec);
}

/* ---- receiving ---- */

static long try_recvfrom(const struct io_call *call, void *arg) {
	const struct transfer *t = arg;
	return sys(SYS_recvfrom, call->rec->fd, t->buf, t->len, t->flags | io_dontwait(call), t->addr,
		   t->addr_len);
}

static long try_recvmsg(const struct io_call *call, void *arg) {
	const struct transfer *t = arg;
	return sys(SYS_recvmsg, call->rec->fd, t->msg, t->flags | io_dontwait(call));
}

/* Only the kernel knows when a call is to return that waits for more than a first byte and must not take
 * what there is so far. */
static bool is_the_kernels(const struct io_call *call, int flags) {
	const int waits_to_look = MSG_WAITALL | MSG_PEEK;
	return unlikely((call->rec->shim.modes & MODE_LOWAT) ||
			(flags & waits_to_look) == waits_to_look) &&
	       waits(call);
}

/* MSG_WAITALL on a stream: go on until all is there, the end, or an error. */
static bool wants_all(const struct io_call *call, int flags) {
	return unlikely((flags & (MSG_WAITALL | MSG_OOB)) == MSG_WAITALL) &&
	       io_kind(call->rec) == KIND_STREAM && waits(call);
}

/* Urgent data is next, which no call passes that has got something. */
static bool is_at_mark(const struct io_call *call) {
	int at = 0;
	return sys(SYS_ioctl, call->rec->fd, SIOCATMARK, &at) == 0 && at;
}

/* The rest of a buffer. How much of it came; the end and errors are not told. */
static long receive_rest(struct io_call *call, struct transfer *t) {
	long done = 0, n = 1;
	call->begun = true;
	call->full = 0;
	while (t->len > 0 && n > 0 && !is_at_mark(call)) {
		n = io_loop(call, try_recvfrom, t);
		if (n > 0) {
			done += n;
			t->buf = (char *)t->buf + n;
			t->len -= (size_t)n;
		}
	}
	return done;
}

static ssize_t receive(struct co *self, int fd, struct transfer *t) {
	struct io_call call = call_of(self, fd, FD_READ, t->flags);
	if (unlikely(!call.rec))
		return real.recvfrom(fd, t->buf, t->len, t->flags, t->addr, t->addr_len);
	if (is_the_kernels(&call, t->flags))
		return io_result(io_move(&call, try_recvfrom, t));
	/* A shorter answer than asked for tells that a stream is drained. */
	if (io_kind(call.rec) == KIND_STREAM && !(t->flags & (MSG_ERRQUEUE | MSG_OOB)))
		call.full = t->len;
	long n = io_loop(&call, try_recvfrom, t);
	if (n > 0 && (size_t)n < t->len && wants_all(&call, t->flags))
		n += receive_rest(&call, &(struct transfer){ .buf = (char *)t->buf + n,
							     .len = t->len - (size_t)n,
							     .flags = t->flags });
	return io_result(n);
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

/* One message: the result or -errno. What the pointers lead to is looked at once the kernel has. */
static long receive_message(struct io_call *call, struct msghdr *msg, int flags) {
	struct transfer t = { .msg = msg, .flags = flags };
	if (is_the_kernels(call, flags))
		return io_move(call, try_recvmsg, &t);
	long n = io_loop(call, try_recvmsg, &t);
	if (n <= 0 || !wants_all(call, flags) || (size_t)n >= msg_len(msg))
		return n;
	/* The rest, without control data. */
	size_t skip = (size_t)n;
	for (size_t i = 0; i < msg->msg_iovlen; i++) {
		const struct iovec *iov = &msg->msg_iov[i];
		if (skip >= iov->iov_len) {
			skip -= iov->iov_len;
			continue;
		}
		struct transfer rest = { .buf = (char *)iov->iov_base + skip,
					 .len = iov->iov_len - skip,
					 .flags = flags };
		n += receive_rest(call, &rest);
		if (rest.len > 0)
			break;
		skip = 0;
	}
	return n;
}

ssize_t shim_recvmsg(struct co *self, int fd, struct msghdr *msg, int flags) {
	struct io_call call = call_of(self, fd, FD_READ, flags);
	if (!call.rec)
		return real.recvmsg(fd, msg, flags);
	return io_result(receive_message(&call, msg, flags));
}

/* DEVIATION: an error after some messages is lost; the kernel keeps it for the next call. */
int shim_recvmmsg(struct co *self, int fd, struct mmsghdr *msgs, unsigned count, int flags,
		  struct timespec *timeout) {
	struct io_call call = call_of(self, fd, FD_READ, flags);
	if (!call.rec || count == 0 || !sys_is_readable(msgs, count * sizeof *msgs) ||
	    (timeout && (!sys_is_readable(timeout, sizeof *timeout) || !timespec_valid(timeout))))
		return real.recvmmsg(fd, msgs, count, flags, timeout);
	/* As the kernel has it, the timeout is looked at after each message, and at no other time. */
	int64_t deadline_ns = timeout ? deadline_in(timespec_ns(timeout)) : FOREVER_NS;
	unsigned done = 0;
	long n = 0;
	while (done < count) {
		n = receive_message(&call, &msgs[done].msg_hdr, flags & ~MSG_WAITFORONE);
		if (n < 0)
			break;
		msgs[done++].msg_len = (unsigned)n;
		call.begun = true;
		call.deadline_ns = 0; /* SO_RCVTIMEO is for each */
		call.dontwait |= (flags & MSG_WAITFORONE) != 0;
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

static long try_sendto(const struct io_call *call, void *arg) {
	const struct transfer *t = arg;
	return sys(SYS_sendto, call->rec->fd, t->buf, t->len, t->flags | io_dontwait(call), t->addr,
		   *t->addr_len);
}

static long try_sendmsg(const struct io_call *call, void *arg) {
	const struct transfer *t = arg;
	return sys(SYS_sendmsg, call->rec->fd, t->msg, t->flags | io_dontwait(call));
}

/* Some of it was sent: is the rest to follow? */
static bool has_rest(const struct io_call *call, long n, size_t len) {
	return n >= 0 && (size_t)n < len && io_kind(call->rec) == KIND_STREAM && waits(call);
}

ssize_t shim_send(struct co *self, int fd, const void *buf, size_t len, int flags) {
	if (unlikely(!io_is_socket(fd_record(fd))))
		return real.send(fd, buf, len, flags);
	return rw_send(self, fd, buf, len, flags);
}

ssize_t shim_sendto(struct co *self, int fd, const void *buf, size_t len, int flags,
		    const struct sockaddr *addr, socklen_t addr_len) {
	if (!addr)
		return shim_send(self, fd, buf, len, flags);
	struct io_call call = call_of(self, fd, FD_WRITE, flags);
	if (!call.rec)
		return real.sendto(fd, buf, len, flags, addr, addr_len);
	struct iovec iov = { (void *)(uintptr_t)buf, len };
	struct transfer t = { iov.iov_base, len, flags, (struct sockaddr *)(uintptr_t)addr,
			      &addr_len,    NULL };
	long n = io_loop(&call, try_sendto, &t);
	if (has_rest(&call, n, len))
		n = rw_write_rest(&call, &iov, 1, (size_t)n, flags);
	return io_result(n);
}

/* Whoever receives them has the same descriptions. */
static void note_passed(const struct msghdr *msg) {
	struct msghdr *m = (struct msghdr *)(uintptr_t)msg;
	for (struct cmsghdr *c = CMSG_FIRSTHDR(m); c; c = CMSG_NXTHDR(m, c)) {
		if (c->cmsg_level != SOL_SOCKET || c->cmsg_type != SCM_RIGHTS)
			continue;
		const unsigned char *data = CMSG_DATA(c), *end = (unsigned char *)c + c->cmsg_len;
		for (int fd; data + sizeof fd <= end; data += sizeof fd) {
			memcpy(&fd, data, sizeof fd);
			io_passed(fd);
		}
	}
}

/* One message: the result or -errno. The rest of a partial one goes without its control data. */
static long send_message(struct io_call *call, const struct msghdr *msg, int flags) {
	struct transfer t = { .msg = (struct msghdr *)(uintptr_t)msg, .flags = flags };
	long n = io_loop(call, try_sendmsg, &t);
	if (n >= 0 && unlikely(msg->msg_controllen > 0))
		note_passed(msg);
	if (n >= 0 && has_rest(call, n, msg_len(msg)))
		n = rw_write_rest(call, msg->msg_iov, msg->msg_iovlen, (size_t)n, flags);
	return n;
}

ssize_t shim_sendmsg(struct co *self, int fd, const struct msghdr *msg, int flags) {
	struct io_call call = call_of(self, fd, FD_WRITE, flags);
	if (!call.rec)
		return real.sendmsg(fd, msg, flags);
	return io_result(send_message(&call, msg, flags));
}

int shim_sendmmsg(struct co *self, int fd, struct mmsghdr *msgs, unsigned count, int flags) {
	struct io_call call = call_of(self, fd, FD_WRITE, flags);
	if (!call.rec || count == 0 || !sys_is_readable(msgs, count * sizeof *msgs))
		return real.sendmmsg(fd, msgs, count, flags);
	unsigned done = 0;
	long n = 0;
	while (done < count && (n = send_message(&call, &msgs[done].msg_hdr, flags)) >= 0) {
		msgs[done++].msg_len = (unsigned)n;
		call.begun = true;
		call.deadline_ns = 0; /* SO_SNDTIMEO is for each */
	}
	return done ? (int)done : (int)io_result(n);
}

/* ---- accepting ---- */

struct acceptance {
	struct sockaddr *addr;
	socklen_t *len;
	int flags;
};

static bool listens(struct fd_rec *rec) {
	int value = 0;
	socklen_t len = sizeof value;
	if (rec->shim.modes & MODE_LISTENS)
		return true;
	if (sys(SYS_getsockopt, rec->fd, SOL_SOCKET, SO_ACCEPTCONN, &value, &len) < 0 || !value)
		return false;
	rec->shim.modes |= MODE_LISTENS;
	return true;
}

static long call_accept(const struct fd_rec *rec, const struct acceptance *a) {
	return sys(SYS_accept4, rec->fd, a->addr, a->len, a->flags);
}

/* Of a connection that somebody else may take meanwhile: then this waits, and the monitor detaches it.
 * From then on it is made on a carrier of its own at once. */
static long accept_in_race(const struct io_call *call, const struct acceptance *a) {
	struct fd_rec *rec = call->rec;
	if ((rec->shim.modes & MODE_CONTESTED) || !detach_may(call->self))
		return IO_MOVE;
	uint64_t switches = call->self->hub->switches;
	gate_leave(call->self);
	long made = call_accept(rec, a);
	gate_enter();
	if (switches != call->self->hub->switches)
		rec->shim.modes |= MODE_CONTESTED;
	return made;
}

/* accept knows no MSG_DONTWAIT. Ready, and nobody else accepts from it: it will not block. */
static long try_accept(const struct io_call *call, void *arg) {
	const struct acceptance *a = arg;
	struct fd_rec *rec = call->rec;
	bool blocks = !call->may_block && !io_nonblocking(rec);
	if (blocks && !io_is_ready(rec, FD_READ) && listens(rec))
		return -EAGAIN;
	if (blocks && listens(rec) && (io_is_shared(rec) || hub_is_one_of_many()))
		return accept_in_race(call, a);
	return call_accept(rec, a);
}

int shim_accept4(struct co *self, int fd, struct sockaddr *addr, socklen_t *len, int flags) {
	struct io_call call = call_of(self, fd, FD_READ, 0);
	if (!call.rec)
		return real.accept4(fd, addr, len, flags);
	enum fd_kind kind = io_kind(call.rec);
	int made = (int)io_loop(&call, try_accept, &(struct acceptance){ addr, len, flags });
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

/* Once it is decided, another connect tells how, and leaves the socket as a waiting one would have; but for some
 * families, AF_VSOCK among them, it would try again what has failed, and the socket's error is to be asked for.
 * -EAGAIN: a full backlog of a Unix socket, which cannot be polled for. */
static long connect_parking(struct io_call *call, const struct sockaddr *addr, socklen_t len) {
	int fd = call->rec->fd;
	long error = begin_connect(fd, addr, len);
	while (error == -EINPROGRESS || error == -EALREADY) {
		int failed = 0;
		error = io_park(call);
		if (error)
			return error == -EAGAIN ? -EINPROGRESS : error; /* socket(7): SO_SNDTIMEO */
		if (addr->sa_family != AF_INET && addr->sa_family != AF_INET6 &&
		    sys(SYS_getsockopt, fd, SOL_SOCKET, SO_ERROR, &failed,
			&(socklen_t){ sizeof failed }) == 0 &&
		    failed)
			return -failed;
		error = begin_connect(fd, addr, len);
		if (error == -EISCONN)
			return 0;
	}
	return error;
}

int shim_connect(struct co *self, int fd, const struct sockaddr *addr, socklen_t len) {
	struct io_call call = call_of(self, fd, FD_WRITE, 0);
	if (!call.rec || !waits(&call))
		return real.connect(fd, addr, len);
	long error = io_is_shared(call.rec) ? -EAGAIN : connect_parking(&call, addr, len);
	if (error == -EAGAIN)
		return BLOCKING(self, real.connect(fd, addr, len));
	return (int)io_result(error);
}

/* ---- made and changed ---- */

int shim_socket(int family, int type, int protocol) {
	int fd = real.socket(family, type, protocol);
	if (fd >= 0)
		io_made(fd, (type & 0xf) == SOCK_STREAM ? KIND_STREAM : KIND_PACKET);
	return fd;
}

int shim_socketpair(int family, int type, int protocol, int fds[2]) {
	int result = real.socketpair(family, type, protocol, fds);
	for (int i = 0; i < 2 && result == 0; i++)
		io_made(fds[i], (type & 0xf) == SOCK_STREAM ? KIND_STREAM : KIND_PACKET);
	return result;
}

/* No event tells a sender of it. */
int shim_shutdown(int fd, int how) {
	int result = real.shutdown(fd, how);
	if (result == 0)
		io_nudge(fd);
	return result;
}
