/* rw.h - writing among the shims. */
#ifndef SHIM_RW_H
#define SHIM_RW_H

#include <sys/types.h>
#include <sys/uio.h>

#include "shim/io.h"

/* As send, on a socket. */
ssize_t rw_send(struct co *self, int fd, const void *buf, size_t len, int flags);

/* What is left of a blocking write after `done` bytes of the vector, to a stream or a pipe; flags are
 * MSG_* or RWF_*. How much is written now, with these bytes; an error after some is not told. */
long rw_write_rest(struct io_call *call, const struct iovec *iov, size_t count, size_t done, int flags);

#endif
