/* rw.h - reading and writing among the shims. */
#ifndef SHIM_RW_H
#define SHIM_RW_H

#include <sys/uio.h>

#include "runtime/co.h"
#include "shim/io.h"

/* As readv and writev, with MSG_* flags on a socket and RWF_* flags elsewhere; at least one byte. The
 * result or -errno. Gate closed. */
long rw_read(struct co *self, int fd, const struct iovec *iov, int count, int flags);
long rw_write(struct co *self, int fd, const struct iovec *iov, int count, int flags);

#endif
