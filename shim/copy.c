/* copy.c - sendfile and splice, which the kernel cannot be asked to do without blocking on a socket.
 *
 * Where nobody else sees the socket's description, O_NONBLOCK is set for the one call. Otherwise the
 * call is made on a carrier of its own. */
#include <errno.h>
#include <fcntl.h>
#include <sys/sendfile.h>

#include "runtime/hub.h"
#include "runtime/sys.h"
#include "shim/blocking.h"
#include "shim/calls.h"
#include "shim/io.h"
#include "shim/real.h"

struct copy {
	int in, out;
	off_t *in_offset, *out_offset;
	size_t len;
	unsigned flags;
};

typedef long copy_fn(const struct copy *c);

static long call_sendfile(const struct copy *c) {
	return sys(SYS_sendfile, c->out, c->in, c->in_offset, c->len);
}

static long call_splice(const struct copy *c) {
	return sys(SYS_splice, c->in, c->in_offset, c->out, c->out_offset, c->len, c->flags);
}

/* One call that takes what the socket takes now. */
static long without_blocking(const struct copy *c, copy_fn *call) {
	long modes = sys(SYS_fcntl, c->out, F_GETFL);
	if (modes < 0)
		return modes;
	sys(SYS_fcntl, c->out, F_SETFL, modes | O_NONBLOCK);
	long n = call(c);
	sys(SYS_fcntl, c->out, F_SETFL, modes);
	return n;
}

static bool is_private_socket(struct fd_rec *rec) {
	return rec && io_is_socket(rec) && !io_is_shared(rec);
}

ssize_t shim_sendfile(struct co *self, int out, int in, off_t *offset, size_t len) {
	struct fd_rec *rec = fd_record(out);
	struct copy c = { .in = in, .out = out, .in_offset = offset, .len = len };
	if (!rec || (io_kind(rec) != KIND_FILE && io_kind(rec) != KIND_BAD && io_nonblocking(rec)))
		return real.sendfile(out, in, offset, len);
	if (!is_private_socket(rec))
		return BLOCKING(self, real.sendfile(out, in, offset, len));
	struct io_call to = { .self = self, .rec = rec, .dir = FD_WRITE };
	long done = 0;
	while (c.len > 0) {
		long n = without_blocking(&c, call_sendfile);
		if (n == -EAGAIN)
			n = io_park(&to);
		else if (n == 0)
			break; /* the end of the file */
		if (n < 0)
			return done ? done : io_result(n);
		done += n;
		to.begun = done > 0;
		c.len -= (size_t)n;
	}
	return done;
}

/* Is there an event to wait for, and has it not come? */
static bool is_unready(struct fd_rec *rec, enum fd_dir dir) {
	return rec && io_kind(rec) != KIND_FILE && io_kind(rec) != KIND_BAD && !io_nonblocking(rec) &&
	       !io_is_ready(rec, dir);
}

/* Does splice fail before it waits? */
static bool is_unsuited(struct fd_rec *source, struct fd_rec *sink) {
	long in = source ? sys(SYS_fcntl, source->fd, F_GETFL) : -1;
	long out = sink ? sys(SYS_fcntl, sink->fd, F_GETFL) : -1;
	return in < 0 || out < 0 || (in & O_ACCMODE) == O_WRONLY || (out & O_ACCMODE) == O_RDONLY ||
	       (io_kind(source) != KIND_PIPE && io_kind(sink) != KIND_PIPE);
}

ssize_t shim_splice(struct co *self, int in, off_t *in_offset, int out, off_t *out_offset, size_t len,
		    unsigned flags) {
	struct fd_rec *source = fd_record(in), *sink = fd_record(out);
	struct copy c = { in, out, in_offset, out_offset, len, flags | SPLICE_F_NONBLOCK };
	if ((flags & SPLICE_F_NONBLOCK) || len == 0 || is_unsuited(source, sink))
		return real.splice(in, in_offset, out, out_offset, len, flags);
	struct io_call from = { .self = self, .rec = source, .dir = FD_READ };
	struct io_call to = { .self = self, .rec = sink, .dir = FD_WRITE };
	for (;;) {
		int error = is_unready(source, FD_READ)  ? io_park(&from)
			    : is_unready(sink, FD_WRITE) ? io_park(&to)
							 : 1;
		if (error < 0)
			return io_result(error);
		if (error == 0)
			continue;
		if (sink && io_is_socket(sink) && !is_private_socket(sink))
			break;
		long n =
			sink && io_is_socket(sink) ? without_blocking(&c, call_splice) : call_splice(&c);
		if (n != -EAGAIN)
			return io_result(n);
		break; /* both were ready, and yet it would have waited */
	}
	return BLOCKING(self, real.splice(in, in_offset, out, out_offset, len, flags));
}
