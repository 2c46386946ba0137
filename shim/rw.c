/* rw.c - read, write and their relatives, on whatever the descriptor is. */
#include "shim/rw.h"

#include <errno.h>
#include <limits.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <sys/uio.h>
#include <unistd.h>

#include "runtime/detach.h"
#include "runtime/hub.h"
#include "runtime/sys.h"
#include "shim/blocking.h"
#include "shim/calls.h"
#include "shim/real.h"

#ifndef RWF_NOWAIT
#define RWF_NOWAIT 8
#endif

enum { FROM_POSITION = -1 }; /* the offset by which preadv2 means the file's own position */

/* Of one call; the kernel looks at it before we do. */
struct vector {
	const struct iovec *iov;
	int count;
	int flags; /* MSG_* or RWF_* */
};

static size_t vector_len(const struct vector *v) {
	size_t len = 0;
	for (int i = 0; i < v->count; i++)
		len += v->iov[i].iov_len;
	return len;
}

/* ---- one call of the kernel's ---- */

static long try_recv(const struct io_call *call, void *arg) {
	const struct vector *v = arg;
	int flags = v->flags | io_dontwait(call);
	if (likely(v->count == 1))
		return sys(SYS_recvfrom, call->rec->fd, v->iov->iov_base, v->iov->iov_len, flags, NULL,
			   NULL);
	struct msghdr msg = { .msg_iov = (struct iovec *)(uintptr_t)v->iov,
			      .msg_iovlen = (size_t)v->count };
	return sys(SYS_recvmsg, call->rec->fd, &msg, flags);
}

static long try_send(const struct io_call *call, void *arg) {
	const struct vector *v = arg;
	/* Whoever has sent some is told of the hang-up by the next call. */
	int flags = v->flags | io_dontwait(call) | (call->begun ? MSG_NOSIGNAL : 0);
	if (likely(v->count == 1))
		return sys(SYS_sendto, call->rec->fd, v->iov->iov_base, v->iov->iov_len, flags, NULL, 0);
	struct msghdr msg = { .msg_iov = (struct iovec *)(uintptr_t)v->iov,
			      .msg_iovlen = (size_t)v->count };
	return sys(SYS_sendmsg, call->rec->fd, &msg, flags);
}

/* preadv2 and pwritev2 take the offset in two halves; the high one counts on 32-bit kernels only. */
static long positioned(long number, const struct fd_rec *rec, const struct vector *v, int flags) {
	return sys(number, rec->fd, v->iov, v->count, FROM_POSITION, FROM_POSITION, flags);
}

/* With RWF_NOWAIT, or -EOPNOTSUPP where the kernel knows none for this descriptor. */
static long without_waiting(long number, struct fd_rec *rec, const struct vector *v) {
	if (rec->shim.modes & MODE_NO_NOWAIT)
		return -EOPNOTSUPP;
	long n = positioned(number, rec, v, v->flags | RWF_NOWAIT);
	if (n == -EOPNOTSUPP && !v->flags)
		rec->shim.modes |= MODE_NO_NOWAIT;
	return n;
}

/* What cannot be told not to wait: is it ready? Then the plain call waits only if somebody else is
 * quicker, and then the monitor detaches it. */
static long try_polled(const struct io_call *call, long number, const struct vector *v) {
	if (v->flags ||
	    (!detach_may(call->self) && io_is_shared(call->rec) && !io_nonblocking(call->rec)))
		return IO_MOVE;
	if (!io_is_ready(call->rec, call->dir))
		return -EAGAIN;
	gate_leave(call->self);
	long n = positioned(number, call->rec, v, 0);
	gate_enter();
	return n;
}

static long try_read(const struct io_call *call, void *arg) {
	const struct vector *v = arg;
	if (call->may_block)
		return positioned(SYS_preadv2, call->rec, v, v->flags);
	long n = without_waiting(SYS_preadv2, call->rec, v);
	return n == -EOPNOTSUPP ? try_polled(call, SYS_preadv2, v) : n;
}

static long try_write(const struct io_call *call, void *arg) {
	const struct vector *v = arg;
	if (call->may_block)
		return positioned(SYS_pwritev2, call->rec, v, v->flags);
	long n = without_waiting(SYS_pwritev2, call->rec, v);
	if (n != -EOPNOTSUPP)
		return n;
	/* What is ready takes so much without blocking: pipe(7), and a tty's buffer. */
	if (v->count != 1 || v->iov->iov_len <= PIPE_BUF)
		return try_polled(call, SYS_pwritev2, v);
	struct iovec some = { v->iov->iov_base, PIPE_BUF };
	return try_polled(call, SYS_pwritev2, &(struct vector){ &some, 1, v->flags });
}

/* ---- files: no event tells when they are ready ---- */

/* What is in the page cache at once; the rest on a carrier of its own. */
static long read_file(struct co *self, struct fd_rec *rec, const struct vector *v) {
	long n = without_waiting(SYS_preadv2, rec, v);
	if (n == -EAGAIN && !(v->flags & RWF_NOWAIT))
		return BLOCKING(self, positioned(SYS_preadv2, rec, v, v->flags));
	if (n == -EOPNOTSUPP) {
		gate_leave(self);
		n = positioned(SYS_preadv2, rec, v, v->flags);
		gate_enter();
	} else if (n > 0 && v->count == 1 && (size_t)n < v->iov->iov_len) {
		/* The end of the file, or of what is cached? */
		struct iovec rest = { (char *)v->iov->iov_base + n, v->iov->iov_len - (size_t)n };
		long m = read_file(self, rec, &(struct vector){ &rest, 1, v->flags });
		return m > 0 ? n + m : n;
	}
	return n;
}

static long write_file(struct co *self, struct fd_rec *rec, const struct vector *v) {
	gate_leave(self);
	long n = positioned(SYS_pwritev2, rec, v, v->flags);
	gate_enter();
	return n;
}

/* ---- all kinds ---- */

static bool is_file(struct fd_rec *rec) {
	enum fd_kind kind = io_kind(rec);
	return kind == KIND_FILE || kind == KIND_BAD;
}

static struct io_call call_of(struct co *self, struct fd_rec *rec, enum fd_dir dir, int flags) {
	bool dontwait = flags & (io_is_socket(rec) ? MSG_DONTWAIT : RWF_NOWAIT);
	return (struct io_call){ .self = self, .rec = rec, .dir = dir, .dontwait = dontwait };
}

/* `full`: as in struct io_call, for a stream. */
static long read_vector(struct co *self, struct fd_rec *rec, struct vector *v, size_t full) {
	if (unlikely(is_file(rec)))
		return read_file(self, rec, v);
	struct io_call call = call_of(self, rec, FD_READ, v->flags);
	if (!io_is_socket(rec)) {
		call.full = io_kind(rec) == KIND_PIPE ? full : 0;
		return io_loop(&call, try_read, v);
	}
	if (unlikely(rec->shim.modes & MODE_LOWAT) && !call.dontwait && !io_nonblocking(rec))
		return io_move(&call, try_recv, v);
	call.full = io_kind(rec) == KIND_STREAM ? full : 0;
	return io_loop(&call, try_recv, v);
}

long rw_write_rest(struct io_call *call, const struct iovec *iov, size_t count, size_t done, int flags) {
	io_try *try = io_is_socket(call->rec) ? try_send : try_write;
	size_t skip = done;
	call->begun = true;
	for (; count > 0; iov++, count--) {
		while (skip < iov->iov_len) {
			struct iovec part = { (char *)iov->iov_base + skip, iov->iov_len - skip };
			struct vector v = { skip ? &part : iov, skip ? 1 : (int)count, flags };
			long n = io_loop(call, try, &v);
			if (n < 0)
				return (long)done;
			done += (size_t)n;
			skip += (size_t)n;
		}
		skip -= iov->iov_len;
	}
	return (long)done;
}

/* A blocking write returns when all is written, or at the first error after some. */
static long write_vector(struct co *self, struct fd_rec *rec, struct vector *v) {
	if (unlikely(is_file(rec)))
		return write_file(self, rec, v);
	struct io_call call = call_of(self, rec, FD_WRITE, v->flags);
	long done = io_loop(&call, io_is_socket(rec) ? try_send : try_write, v);
	if (likely(done < 0 || (size_t)done == vector_len(v)) || call.dontwait || io_nonblocking(rec) ||
	    io_kind(rec) == KIND_PACKET)
		return done;
	return rw_write_rest(&call, v->iov, (size_t)v->count, (size_t)done, v->flags);
}

/* Nothing to transfer, or nothing that the kernel would accept: let it say so. */
static bool is_degenerate(const struct iovec *iov, int count) {
	if (count <= 0 || count > IOV_MAX || !sys_is_readable(iov, (size_t)count * sizeof *iov))
		return true;
	size_t len = 0;
	for (int i = 0; i < count; i++)
		len |= iov[i].iov_len;
	return len == 0 || len > SSIZE_MAX;
}

/* ---- the calls ---- */

static ssize_t read_call(struct co *self, int fd, const struct iovec *iov, int count, int flags,
			 size_t full) {
	struct vector v = { iov, count, flags };
	struct fd_rec *rec = fd_record(fd);
	return io_result(likely(rec != NULL) ? read_vector(self, rec, &v, full) : -EBADF);
}

static ssize_t write_call(struct co *self, int fd, const struct iovec *iov, int count, int flags) {
	struct vector v = { iov, count, flags };
	struct fd_rec *rec = fd_record(fd);
	return io_result(likely(rec != NULL) ? write_vector(self, rec, &v) : -EBADF);
}

ssize_t shim_read(struct co *self, int fd, void *buf, size_t count) {
	struct iovec iov = { buf, count };
	if (unlikely(count == 0 || count > SSIZE_MAX))
		return real.read(fd, buf, count);
	return read_call(self, fd, &iov, 1, 0, count);
}

ssize_t shim___read_chk(struct co *self, int fd, void *buf, size_t count, size_t room) {
	if (count > room)
		return real.__read_chk(fd, buf, count, room); /* which ends the program */
	return shim_read(self, fd, buf, count);
}

ssize_t shim_write(struct co *self, int fd, const void *buf, size_t count) {
	struct iovec iov = { (void *)(uintptr_t)buf, count };
	if (unlikely(count == 0 || count > SSIZE_MAX))
		return real.write(fd, buf, count);
	return write_call(self, fd, &iov, 1, 0);
}

ssize_t shim_readv(struct co *self, int fd, const struct iovec *iov, int count) {
	if (is_degenerate(iov, count))
		return real.readv(fd, iov, count);
	return read_call(self, fd, iov, count, 0, 0);
}

ssize_t shim_writev(struct co *self, int fd, const struct iovec *iov, int count) {
	if (is_degenerate(iov, count))
		return real.writev(fd, iov, count);
	return write_call(self, fd, iov, count, 0);
}

/* On a socket RWF_NOWAIT is all that means something. */
static int flags_for(int fd, int flags) {
	return io_is_socket(fd_record(fd)) && flags == RWF_NOWAIT ? MSG_DONTWAIT : flags;
}

/* The plain calls say what is wrong. */
static bool is_positioned_badly(int fd, const struct iovec *iov, int count, int flags) {
	return is_degenerate(iov, count) || (io_is_socket(fd_record(fd)) && (flags & ~RWF_NOWAIT));
}

/* With an offset it is a file: what is not cached is read on a carrier of its own. */
ssize_t shim_preadv2(struct co *self, int fd, const struct iovec *iov, int count, off_t offset,
		     int flags) {
	if (offset == FROM_POSITION && !is_positioned_badly(fd, iov, count, flags))
		return read_call(self, fd, iov, count, flags_for(fd, flags), 0);
	ssize_t n = real.preadv2(fd, iov, count, offset, flags | RWF_NOWAIT);
	if (n >= 0 || (flags & RWF_NOWAIT) || (errno != EAGAIN && errno != EOPNOTSUPP))
		return n;
	return BLOCKING(self, real.preadv2(fd, iov, count, offset, flags));
}

ssize_t shim_pwritev2(struct co *self, int fd, const struct iovec *iov, int count, off_t offset,
		      int flags) {
	if (offset == FROM_POSITION && !is_positioned_badly(fd, iov, count, flags))
		return write_call(self, fd, iov, count, flags_for(fd, flags));
	gate_leave(self);
	ssize_t n = real.pwritev2(fd, iov, count, offset, flags);
	gate_enter();
	return n;
}

int shim_eventfd_read(struct co *self, int fd, eventfd_t *value) {
	return shim_read(self, fd, value, sizeof *value) == sizeof *value ? 0 : -1;
}

int shim_eventfd_write(struct co *self, int fd, eventfd_t value) {
	return shim_write(self, fd, &value, sizeof value) == sizeof value ? 0 : -1;
}

ssize_t rw_send(struct co *self, int fd, const void *buf, size_t len, int flags) {
	struct iovec iov = { (void *)(uintptr_t)buf, len };
	return write_call(self, fd, &iov, 1, flags);
}
