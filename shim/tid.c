/* tid.c - see tid.h. Only ids that somebody asked for are kept, so that threads which never do pay
 * nothing. */
#include "shim/tid.h"

#include <errno.h>
#include <signal.h>
#include <string.h>
#include <unistd.h>

#include "runtime/co.h"
#include "runtime/lock.h"
#include "runtime/sys.h"
#include "shim/calls.h"
#include "shim/io.h"
#include "shim/real.h"
#include "shim/signal.h"

enum { BUCKETS = 1024 }; /* told apart by the lowest bits */

enum { NEVER, KNOWN, OVER }; /* co->shim.published */

static struct {
	struct lock lock; /* taken inside the gate */
	struct co *bucket[BUCKETS];
} tids;

/* Where the pointer is to the one whose id is `tid` in these bits, or would be. */
static struct co **find(pid_t tid, pid_t bits) {
	struct co **at = &tids.bucket[(unsigned)tid % BUCKETS];
	while (*at && ((*at)->tid & bits) != tid)
		at = &(*at)->shim.next_tid;
	return at;
}

static bool move_on(struct co *co, uint8_t from, uint8_t to) {
	return atomic_compare_exchange_strong(&co->shim.published, &from, to);
}

bool tid_publish(struct co *co) {
	int is = atomic_load_explicit(&co->shim.published, memory_order_acquire);
	if (likely(is != NEVER))
		return is == KNOWN;
	struct co *entered = gate_enter();
	lock_take(&tids.lock);
	if (move_on(co, NEVER, KNOWN)) {
		struct co **at = &tids.bucket[(unsigned)co->tid % BUCKETS];
		co->shim.next_tid = *at;
		*at = co;
	}
	bool is_known = co->shim.published == KNOWN;
	lock_drop(&tids.lock);
	gate_leave(entered);
	return is_known;
}

void tid_forget(struct co *co) {
	if (move_on(co, NEVER, OVER))
		return;
	struct co *entered = gate_enter();
	lock_take(&tids.lock);
	if (move_on(co, KNOWN, OVER)) {
		struct co **at = find(co->tid, -1);
		*at = co->shim.next_tid;
	}
	lock_drop(&tids.lock);
	gate_leave(entered);
}

void tid_forked(struct co *self) {
	memset(&tids, 0, sizeof tids);
	if (!self)
		return;
	self->shim.published = NEVER;
	tid_publish(self);
}

static struct co *get(pid_t tid, pid_t bits) {
	struct co *entered = gate_enter();
	lock_take(&tids.lock);
	struct co *co = *find(tid, bits);
	if (co)
		co_ref(co);
	lock_drop(&tids.lock);
	gate_leave(entered);
	return co;
}

struct co *tid_get(pid_t tid) {
	return get(tid, -1);
}

struct co *tid_get_low(pid_t low) {
	return get(low, CO_TID_LOW);
}

pid_t shim_gettid(void) {
	struct co *self = co_self();
	if (!self)
		return (pid_t)sys(SYS_gettid);
	tid_publish(self);
	return self->tid;
}

/* As the kernel, which takes the id of any thread for its process. */
int shim_kill(pid_t pid, int sig) {
	enum { KERNELS_MOST = 4194304 }; /* ours are above */
	struct co *co = unlikely(pid > KERNELS_MOST) ? tid_get(pid) : NULL;
	if (co)
		co_unref(co);
	return real.kill(co ? getpid() : pid, sig);
}

int shim_tgkill(pid_t pid, pid_t tid, int sig) {
	struct co *co = pid == getpid() ? tid_get(tid) : NULL;
	if (!co)
		return real.tgkill(pid, tid, sig);
	int error = signal_kill(co, sig);
	co_unref(co);
	return (int)io_result(-error);
}

long tid_sigqueue(pid_t pid, pid_t tid, int sig, const siginfo_t *info) {
	struct co *co = pid == getpid() ? tid_get(tid) : NULL;
	if (!co)
		return real.syscall(SYS_rt_tgsigqueueinfo, pid, tid, sig, (long)info, 0, 0);
	siginfo_t queued = *info;
	queued.si_signo = sig;
	int error = signal_send(co, sig, &queued);
	co_unref(co);
	return io_result(-error);
}
