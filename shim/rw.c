/* rw.c - read, write and their relatives, on whatever the descriptor is. */
#include "shim/rw.h"

#include <errno.h>
#include <limits.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <sys/uio.h>
#include <unistd.h>

#include "runtime/hub.h"
#include "runtime/sys.h"
#include "shim/blocking.h"
#include "shim/calls.h"
#include "shim/real.h"

#ifndef RWF_NOWAIT
#define RWF_NOWAIT 8
#endif

enum { FROM_POSITION = -1 }; /* the offset by which preadv2 means the file's own position */

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

/* ---- one call that does not block ---- */

static long socket_call(long number, const struct fd_rec *rec, const struct vector *v) {
	struct msghdr msg = { .msg_iov = (struct iovec *)(uintptr_t)v->iov,
			      .msg_iovlen = (size_t)v->count };
	return sys(number, rec->fd, &msg, v->flags | MSG_DONTWAIT);
}

static long try_recv(struct fd_rec *rec, void *arg) {
	const struct vector *v = arg;
	if (likely(v->count == 1))
		return sys(SYS_recvfrom, rec->fd, v->iov->iov_base, v->iov->iov_len,
			   v->flags | MSG_DONTWAIT, NULL, NULL);
	return socket_call(SYS_recvmsg, rec, v);
}

static long try_send(struct fd_rec *rec, void *arg) {
	const struct vector *v = arg;
	if (likely(v->count == 1))
		return sys(SYS_sendto, rec->fd, v->iov->iov_base, v->iov->iov_len,
			   v->flags | MSG_DONTWAIT, NULL, 0);
	return socket_call(SYS_sendmsg, rec, v);
}

/* preadv2 and pwritev2 take the offset in two halves; the high one counts on 32-bit kernels only. */
static long positioned(long number, const struct fd_rec *rec, const struct vector *v, int flags) {
	return sys(number, rec->fd, v->iov, v->count, FROM_POSITION, FROM_POSITION, flags);
}

/* Where the kernel knows no RWF_NOWAIT: is it ready? Then the plain call blocks only if somebody else is
 * quicker, and as a thread would. */
static long try_polled(struct co *self, struct fd_rec *rec, enum fd_dir dir, const struct vector *v) {
	if (!io_is_ready(rec, dir))
		return -EAGAIN;
	gate_leave(self);
	long n = sys(dir == FD_READ ? SYS_readv : SYS_writev, rec->fd, v->iov, v->count);
	gate_enter();
	return n;
}

static long try_read(struct fd_rec *rec, void *arg) {
	const struct vector *v = arg;
	if (!(rec->shim.modes & MODE_NO_NOWAIT)) {
		long n = positioned(SYS_preadv2, rec, v, v->flags | RWF_NOWAIT);
		if (n != -EOPNOTSUPP)
			return n;
		rec->shim.modes |= MODE_NO_NOWAIT;
	}
	return try_polled(co_self(), rec, FD_READ, v);
}

static long try_write(struct fd_rec *rec, void *arg) {
	const struct vector *v = arg;
	if (!(rec->shim.modes & MODE_NO_NOWAIT)) {
		long n = positioned(SYS_pwritev2, rec, v, v->flags | RWF_NOWAIT);
		if (n != -EOPNOTSUPP)
			return n;
		rec->shim.modes |= MODE_NO_NOWAIT;
	}
	/* What is ready takes so much without blocking: pipe(7), and a tty's buffer. */
	struct iovec some = v->iov[0];
	if (v->count == 1 && some.iov_len > PIPE_BUF)
		some.iov_len = PIPE_BUF;
	const struct vector first = { &some, 1, 0 };
	return try_polled(co_self(), rec, FD_WRITE, &first);
}

/* ---- files: no event tells when they are ready ---- */

/* What is in the page cache at once; the rest on a carrier of its own. */
static long read_file(struct co *self, struct fd_rec *rec, const struct vector *v) {
	long n = -EOPNOTSUPP;
	if (!(rec->shim.modes & MODE_NO_NOWAIT)) {
		n = positioned(SYS_preadv2, rec, v, v->flags | RWF_NOWAIT);
		if (n == -EOPNOTSUPP)
			rec->shim.modes |= MODE_NO_NOWAIT;
	}
	if (n == -EAGAIN)
		return BLOCKING(self, positioned(SYS_preadv2, rec, v, v->flags));
	if (n == -EOPNOTSUPP) {
		gate_leave(self);
		n = positioned(SYS_preadv2, rec, v, v->flags);
		gate_enter();
	} else if (n > 0 && v->count == 1 && (size_t)n < v->iov->iov_len) {
		/* The end of the file, or of what is cached? */
		struct iovec rest = { (char *)v->iov->iov_base + n, v->iov->iov_len - (size_t)n };
		const struct vector more = { &rest, 1, v->flags };
		long m = read_file(self, rec, &more);
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

static long read_vector(struct co *self, struct fd_rec *rec, struct vector *v) {
	switch (io_kind(rec)) {
	case KIND_STREAM:
		return io_loop(self, rec, FD_READ, v->flags & MSG_DONTWAIT, vector_len(v), try_recv, v);
	case KIND_PACKET: return io_loop(self, rec, FD_READ, v->flags & MSG_DONTWAIT, 0, try_recv, v);
	case KIND_PIPE:
		return io_loop(self, rec, FD_READ, v->flags & RWF_NOWAIT, vector_len(v), try_read, v);
	case KIND_POLLABLE: return io_loop(self, rec, FD_READ, v->flags & RWF_NOWAIT, 0, try_read, v);
	default: return read_file(self, rec, v);
	}
}

static long write_once(struct co *self, struct fd_rec *rec, struct vector *v) {
	switch (io_kind(rec)) {
	case KIND_STREAM:
	case KIND_PACKET: return io_loop(self, rec, FD_WRITE, v->flags & MSG_DONTWAIT, 0, try_send, v);
	case KIND_PIPE:
	case KIND_POLLABLE: return io_loop(self, rec, FD_WRITE, v->flags & RWF_NOWAIT, 0, try_write, v);
	default: return write_file(self, rec, v);
	}
}

/* A blocking write returns when all is written, or at the first error after some. */
static long write_vector(struct co *self, struct fd_rec *rec, struct vector *v) {
	long done = write_once(self, rec, v);
	if (likely(done < 0 || (size_t)done == vector_len(v)) || io_kind(rec) == KIND_FILE)
		return done;
	bool dontwait = v->flags & (io_is_socket(rec) ? MSG_DONTWAIT : RWF_NOWAIT);
	struct vector rest = *v;
	size_t skip = (size_t)done;
	while (rest.count > 0 && !dontwait && !io_nonblocking(rec)) {
		if (skip >= rest.iov->iov_len) {
			skip -= rest.iov->iov_len;
			rest.iov++;
			rest.count--;
			continue;
		}
		struct iovec part = { (char *)rest.iov->iov_base + skip, rest.iov->iov_len - skip };
		struct vector next = skip ? (struct vector){ &part, 1, rest.flags } : rest;
		long n = write_once(self, rec, &next);
		if (n < 0)
			break;
		done += n;
		skip += (size_t)n;
	}
	return done;
}

long rw_read(struct co *self, int fd, const struct iovec *iov, int count, int flags) {
	struct vector v = { iov, count, flags };
	struct fd_rec *rec = fd_record(fd);
	return likely(rec != NULL) ? read_vector(self, rec, &v) : -EBADF;
}

long rw_write(struct co *self, int fd, const struct iovec *iov, int count, int flags) {
	struct vector v = { iov, count, flags };
	struct fd_rec *rec = fd_record(fd);
	return likely(rec != NULL) ? write_vector(self, rec, &v) : -EBADF;
}

/* ---- the calls ---- */

ssize_t shim_read(struct co *self, int fd, void *buf, size_t count) {
	struct iovec iov = { buf, count };
	if (unlikely(count == 0 || count > SSIZE_MAX))
		return real.read(fd, buf, count);
	return io_result(rw_read(self, fd, &iov, 1, 0));
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
	return io_result(rw_write(self, fd, &iov, 1, 0));
}

/* Nothing to transfer, or nothing that the kernel would accept: let it say so. */
static bool is_degenerate(const struct iovec *iov, int count) {
	if (count <= 0 || count > IOV_MAX)
		return true;
	size_t len = 0;
	for (int i = 0; i < count; i++)
		len |= iov[i].iov_len;
	return len == 0 || len > SSIZE_MAX;
}

ssize_t shim_readv(struct co *self, int fd, const struct iovec *iov, int count) {
	if (is_degenerate(iov, count))
		return real.readv(fd, iov, count);
	return io_result(rw_read(self, fd, iov, count, 0));
}

ssize_t shim_writev(struct co *self, int fd, const struct iovec *iov, int count) {
	if (is_degenerate(iov, count))
		return real.writev(fd, iov, count);
	return io_result(rw_write(self, fd, iov, count, 0));
}

/* With an offset it is a file: what is not cached is read on a carrier of its own. */
ssize_t shim_preadv2(struct co *self, int fd, const struct iovec *iov, int count, off_t offset,
		     int flags) {
	if (offset != FROM_POSITION || is_degenerate(iov, count)) {
		ssize_t n = real.preadv2(fd, iov, count, offset, flags | RWF_NOWAIT);
		if (n >= 0 || (flags & RWF_NOWAIT) || (errno != EAGAIN && errno != EOPNOTSUPP))
			return n;
		return BLOCKING(self, real.preadv2(fd, iov, count, offset, flags));
	}
	struct fd_rec *rec = fd_record(fd);
	if (io_is_socket(rec)) /* RWF_NOWAIT is all that means something there */
		return io_result(rw_read(self, fd, iov, count, flags & RWF_NOWAIT ? MSG_DONTWAIT : 0));
	return io_result(rw_read(self, fd, iov, count, flags));
}

ssize_t shim_pwritev2(struct co *self, int fd, const struct iovec *iov, int count, off_t offset,
		      int flags) {
	if (offset != FROM_POSITION || is_degenerate(iov, count)) {
		gate_leave(self);
		ssize_t n = real.pwritev2(fd, iov, count, offset, flags);
		gate_enter();
		return n;
	}
	struct fd_rec *rec = fd_record(fd);
	if (io_is_socket(rec))
		return io_result(rw_write(self, fd, iov, count, flags & RWF_NOWAIT ? MSG_DONTWAIT : 0));
	return io_result(rw_write(self, fd, iov, count, flags));
}

int shim_eventfd_read(struct co *self, int fd, eventfd_t *value) {
	return shim_read(self, fd, value, sizeof *value) == sizeof *value ? 0 : -1;
}

int shim_eventfd_write(struct co *self, int fd, eventfd_t value) {
	return shim_write(self, fd, &value, sizeof value) == sizeof value ? 0 : -1;
}
