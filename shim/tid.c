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

enum { BUCKETS = 1024 };

static struct {
	struct lock lock; /* taken inside the gate */
	struct co *bucket[BUCKETS];
} tids;

/* Where the pointer to it is, or would be. */
static struct co **find(pid_t tid) {
	struct co **at = &tids.bucket[(unsigned)tid % BUCKETS];
	while (*at && (*at)->tid != tid)
		at = &(*at)->shim.next_tid;
	return at;
}

void tid_publish(struct co *co) {
	if (!co || co->shim.published)
		return;
	struct co *entered = gate_enter();
	lock_take(&tids.lock);
	struct co **at = &tids.bucket[(unsigned)co->tid % BUCKETS];
	co->shim.next_tid = *at;
	co->shim.published = true;
	*at = co;
	lock_drop(&tids.lock);
	gate_leave(entered);
}

void tid_forget(struct co *co) {
	struct co *entered = gate_enter();
	lock_take(&tids.lock);
	struct co **at = find(co->tid);
	*at = co->shim.next_tid;
	co->shim.published = false;
	lock_drop(&tids.lock);
	gate_leave(entered);
}

void tid_forked(struct co *self) {
	memset(&tids, 0, sizeof tids);
	if (!self)
		return;
	self->shim.published = false;
	tid_publish(self);
}

struct co *tid_get(pid_t tid) {
	struct co *entered = gate_enter();
	lock_take(&tids.lock);
	struct co *co = *find(tid);
	if (co)
		co_ref(co);
	lock_drop(&tids.lock);
	gate_leave(entered);
	return co;
}

pid_t shim_gettid(void) {
	struct co *self = co_self();
	if (!self)
		return (pid_t)sys(SYS_gettid);
	tid_publish(self);
	return self->tid;
}

int shim_tgkill(pid_t pid, pid_t tid, int sig) {
	struct co *co = pid == getpid() ? tid_get(tid) : NULL;
	if (!co)
		return real.tgkill(pid, tid, sig);
	int error = signal_kill(co, sig);
	co_unref(co);
	return (int)io_result(-error);
}
