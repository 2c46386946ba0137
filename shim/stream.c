/* stream.c - stdio on sockets, pipes and ttys parks the coroutine.
 *
 * libc's streams call read, write and close inside libc, where no interposed symbol is met, but through
 * a table of functions that each stream points to (_IO_file_jumps and its like). libc checks that the
 * table is one of its own; what the table says is ours to set. So wherever libc's read-only data points
 * to _IO_file_read, _IO_file_write, _IO_file_close or _IO_proc_close, it is made to point here.
 *
 * A stream's lock is held while its coroutine waits. Another coroutine would wait for it in the kernel,
 * and keep the hub; so it waits outside, in the parking lot, and whoever leaves the stream wakes it. */
#include "shim/stream.h"

#include <dlfcn.h>
#include <errno.h>
#include <limits.h>
#include <link.h>
#include <stdint.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "runtime/detach.h"
#include "runtime/fd.h"
#include "runtime/lot.h"
#include "runtime/say.h"
#include "runtime/switch.h"
#include "shim/blocking.h"
#include "shim/calls.h"
#include "shim/real.h"

#undef p_type /* <resolv.h> has one, too */

/* ---- reading and writing: libc's own functions, with our calls ---- */

static ssize_t stream_read(FILE *stream, void *buf, ssize_t count) {
	struct co *self = shim_enter_park(FAMILY_stdio, CALL_read);
	if (!self)
		return real.read(stream->_fileno, buf, (size_t)count);
	ssize_t n = shim_read(self, stream->_fileno, buf, (size_t)count);
	gate_leave(self);
	return n;
}

static ssize_t write_some(int fd, const void *buf, size_t count) {
	struct co *self = shim_enter_park(FAMILY_stdio, CALL_write);
	if (!self)
		return real.write(fd, buf, count);
	ssize_t n = shim_write(self, fd, buf, count);
	gate_leave(self);
	return n;
}

static ssize_t stream_write(FILE *stream, const void *buf, ssize_t count) {
	enum { ERROR_SEEN = 0x20 }; /* _IO_ERR_SEEN, which <stdio.h> inlines in ferror_unlocked */
	ssize_t done = 0;
	while (done < count) {
		ssize_t n =
			write_some(stream->_fileno, (const char *)buf + done, (size_t)(count - done));
		if (n < 0) {
			stream->_flags |= ERROR_SEEN;
			break;
		}
		done += n;
	}
	if (stream->_offset >= 0)
		stream->_offset += done;
	return done;
}

static int stream_close(FILE *stream) {
	return shim_close(stream->_fileno);
}

/* ---- libc's tables ---- */

enum { FILE_READ, FILE_WRITE, FILE_CLOSE, PROC_CLOSE, REPLACED };

static uintptr_t theirs[REPLACED];

/* Of a stream of popen's: pclose and fclose both get here, and wait for the command. */
static int stream_proc_close(FILE *stream) {
	int (*proc_close)(FILE *) = (int (*)(FILE *))theirs[PROC_CLOSE];
	fd_closing(stream->_fileno);
	return BLOCKING_CALL(pclose, proc_close(stream));
}

static const struct {
	const char *name;
	uintptr_t ours;
} replaced[REPLACED] = {
	[FILE_READ] = { "_IO_file_read", (uintptr_t)stream_read },
	[FILE_WRITE] = { "_IO_file_write", (uintptr_t)stream_write },
	[FILE_CLOSE] = { "_IO_file_close", (uintptr_t)stream_close },
	[PROC_CLOSE] = { "_IO_proc_close", (uintptr_t)stream_proc_close },
};

static void replace_in(uintptr_t *from, uintptr_t *to, const uintptr_t *those) {
	for (uintptr_t *at = from; at < to; at++) {
		for (int i = 0; i < REPLACED; i++) {
			if (*at == those[i])
				*at = replaced[i].ours;
		}
	}
}

/* libc's data that is read-only once it is relocated: there the tables are. */
static int replace_in_object(struct dl_phdr_info *info, size_t size, void *arg) {
	const uintptr_t *those = arg;
	(void)size;
	bool is_libc = false;
	for (int i = 0; i < info->dlpi_phnum; i++) {
		const ElfW(Phdr) *ph = &info->dlpi_phdr[i];
		is_libc |= ph->p_type == PT_LOAD &&
			   those[0] - (info->dlpi_addr + ph->p_vaddr) < ph->p_memsz;
	}
	for (int i = 0; is_libc && i < info->dlpi_phnum; i++) {
		const ElfW(Phdr) *ph = &info->dlpi_phdr[i];
		if (ph->p_type != PT_GNU_RELRO)
			continue;
		uintptr_t page = (uintptr_t)sysconf(_SC_PAGESIZE);
		uintptr_t from = info->dlpi_addr + ph->p_vaddr, to = from + ph->p_memsz;
		uintptr_t first = from & -page, end = to & -page; /* what the loader has protected */
		if (mprotect((void *)first, end - first, PROT_READ | PROT_WRITE) < 0) {
			say(SAY_INFO, "stdio will block kernel threads: mprotect: %s", strerror(errno));
			return 1;
		}
		uintptr_t aligned = (from + sizeof(uintptr_t) - 1) & -sizeof(uintptr_t);
		replace_in((uintptr_t *)aligned, (uintptr_t *)end, those);
		mprotect((void *)first, end - first, PROT_READ);
	}
	return is_libc;
}

void stream_look_up(void) {
	for (int i = 0; i < REPLACED; i++)
		theirs[i] = (uintptr_t)dlsym(RTLD_DEFAULT, replaced[i].name);
}

void stream_start(void) {
	static _Atomic bool has_started;
	if ((settings.off >> FAMILY_stdio & 1) || atomic_exchange(&has_started, true))
		return;
	for (int i = 0; i < REPLACED; i++) {
		if (!theirs[i]) {
			say(SAY_INFO, "stdio will block kernel threads: libc has no %s",
			    replaced[i].name);
			return;
		}
	}
	dl_iterate_phdr(replace_in_object, theirs);
}

/* ---- locks ---- */

/* What a stream's _lock points to. */
struct stream_lock {
	int word, count;
	void *owner; /* thread pointer */
};

static _Atomic int waiting; /* coroutines, for any stream */

static bool is_anothers(void *arg) {
	const struct stream_lock *lock = arg;
	const void *owner = __atomic_load_n(&lock->owner, __ATOMIC_RELAXED);
	return owner && owner != context_thread_pointer();
}

static const struct stream_lock *lock_of(FILE *stream) {
	enum { USER_LOCK = 0x8000 }; /* _IO_USER_LOCK: the program locks, by __fsetlocking */
	if (!stream || (stream->_flags & USER_LOCK))
		return NULL;
	return (const struct stream_lock *)stream->_lock;
}

/* All who wait are in one queue, told apart by the bits of their bitset. */
static unsigned bit_of(const void *lock) {
	return 1u << ((uintptr_t)lock >> 4) % 32;
}

/* Some calls take other streams' locks inside libc, as fflush(NULL) does, and wake nobody who waits for one
 * of these here. So nobody waits longer than a slice: then a thread waits in libc, detached, and a coroutine
 * that stays on its hub looks again. */
const void *stream_enter(FILE *stream) {
	struct co *self = co_self();
	if (likely(!self) || self->away)
		return NULL;
	const struct stream_lock *lock = lock_of(stream);
	bool looks_again = true;
	while (looks_again && lock && unlikely(is_anothers((void *)(uintptr_t)lock))) {
		struct lot_wait wait = { .addr = &waiting,
					 .check = is_anothers,
					 .arg = (void *)(uintptr_t)lock,
					 .deadline_ns = clock_ns() + settings.slice_ns,
					 .bitset = bit_of(lock),
					 .call = CALL_flockfile };
		atomic_fetch_add(&waiting, 1);
		looks_again = lot_wait_for(&wait) != -ETIMEDOUT || !detach_may(self);
		atomic_fetch_sub(&waiting, 1);
	}
	return lock;
}

void stream_leave(const void *lock) {
	if (unlikely(atomic_load_explicit(&waiting, memory_order_relaxed) > 0))
		lot_wake(&waiting, INT_MAX, lock ? bit_of(lock) : LOT_ANY);
}
