/* ids.c - setuid and its family.
 *
 * To the kernel each thread has credentials of its own; POSIX wants them to be the process's. glibc
 * signals every thread on its list and waits until each has answered from its own TCB, which a thread
 * that runs a coroutine cannot. So: the caller makes the system call, and when it has succeeded, every
 * other kernel thread of the process makes it too (runtime/errand.h). */
#include <dirent.h>
#include <errno.h>
#include <grp.h>
#include <limits.h>
#include <linux/futex.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

#include "runtime/errand.h"
#include "runtime/say.h"
#include "runtime/sys.h"
#include "shim/calls.h"
#include "shim/io.h"
#include "shim/real.h"
#include "shim/signal.h"

static struct {
	long number, args[3];
	pid_t *answered;          /* who has, in this order */
	_Atomic unsigned answers; /* futex */
	_Atomic bool failed;
} job;

enum { THREADS_MOST = 65536 };

static void on_errand(void *ucontext) {
	(void)ucontext;
	if (sys(job.number, job.args[0], job.args[1], job.args[2]) < 0)
		atomic_store(&job.failed, true);
	unsigned n = atomic_fetch_add(&job.answers, 1);
	if (n < THREADS_MOST)
		__atomic_store_n(&job.answered[n], (pid_t)sys(SYS_gettid), __ATOMIC_RELEASE);
	sys(SYS_futex, &job.answers, FUTEX_WAKE_PRIVATE, 1, 0, 0, 0);
}

static bool is_among(pid_t tid, const pid_t *tids, unsigned count) {
	for (unsigned i = 0; i < count && i < THREADS_MOST; i++) {
		if (__atomic_load_n(&tids[i], __ATOMIC_ACQUIRE) == tid)
			return true;
	}
	return false;
}

/* Signal those of the other threads that were not yet; how many. */
static unsigned signal_others(pid_t *signalled, unsigned count) {
	pid_t self = (pid_t)sys(SYS_gettid);
	unsigned fresh = 0;
	DIR *dir = opendir("/proc/self/task");
	if (!dir)
		return 0;
	for (struct dirent *entry; (entry = readdir(dir)) != NULL && count + fresh < THREADS_MOST;) {
		pid_t tid = atoi(entry->d_name);
		if (tid <= 0 || tid == self || is_among(tid, signalled, count + fresh))
			continue;
		if (errand_send(tid))
			signalled[count + fresh++] = tid;
	}
	closedir(dir);
	return fresh;
}

/* Until each has answered, or is no more. */
static void await(const pid_t *signalled, unsigned count) {
	const struct timespec moment = { .tv_nsec = 10000000 };
	for (unsigned i = 0; i < count; i++) {
		for (;;) {
			unsigned answers = atomic_load(&job.answers);
			if (is_among(signalled[i], job.answered, answers) ||
			    sys(SYS_tgkill, getpid(), signalled[i], 0) == -ESRCH)
				break;
			sys(SYS_futex, &job.answers, FUTEX_WAIT_PRIVATE, answers, &moment, 0, 0);
		}
	}
}

static void broadcast(void) {
	pid_t *signalled = calloc(2 * THREADS_MOST, sizeof *signalled);
	unsigned count = 0, fresh;
	if (!signalled) {
		say(SAY_ERROR, "out of memory while the process changes its credentials");
		abort(); /* half of the threads with other rights would be worse */
	}
	job.answered = signalled + THREADS_MOST;
	atomic_store(&job.answers, 0);
	/* Threads may appear meanwhile. Those that a changed one makes have the new credentials. */
	while ((fresh = signal_others(signalled, count)) > 0) {
		count += fresh;
		await(signalled, count);
	}
	free(signalled);
	if (atomic_load(&job.failed)) {
		say(SAY_ERROR, "a thread could not change its credentials as its caller did");
		abort();
	}
}

static int change(long number, long a, long b, long c) {
	long error = sys(number, a, b, c);
	if (error == 0) {
		errand_begin(on_errand);
		job.number = number;
		job.args[0] = a;
		job.args[1] = b;
		job.args[2] = c;
		broadcast();
		errand_end();
	}
	return (int)io_result(error);
}

/* ---- the calls ---- */

int shim_setuid(uid_t id) {
	return signal_started() ? change(SYS_setuid, id, 0, 0) : real.setuid(id);
}

int shim_setgid(gid_t id) {
	return signal_started() ? change(SYS_setgid, id, 0, 0) : real.setgid(id);
}

int shim_seteuid(uid_t id) {
	if (!signal_started() || id == (uid_t)-1)
		return real.seteuid(id);
	return change(SYS_setresuid, -1, id, -1);
}

int shim_setegid(gid_t id) {
	if (!signal_started() || id == (gid_t)-1)
		return real.setegid(id);
	return change(SYS_setresgid, -1, id, -1);
}

int shim_setreuid(uid_t r, uid_t e) {
	return signal_started() ? change(SYS_setreuid, r, e, 0) : real.setreuid(r, e);
}

int shim_setregid(gid_t r, gid_t e) {
	return signal_started() ? change(SYS_setregid, r, e, 0) : real.setregid(r, e);
}

int shim_setresuid(uid_t r, uid_t e, uid_t s) {
	return signal_started() ? change(SYS_setresuid, r, e, s) : real.setresuid(r, e, s);
}

int shim_setresgid(gid_t r, gid_t e, gid_t s) {
	return signal_started() ? change(SYS_setresgid, r, e, s) : real.setresgid(r, e, s);
}

int shim_setgroups(size_t count, const gid_t *groups) {
	if (!signal_started())
		return real.setgroups(count, groups);
	return change(SYS_setgroups, (long)count, (long)groups, 0);
}

int shim_initgroups(const char *user, gid_t group) {
	if (!signal_started())
		return real.initgroups(user, group);
	int count = NGROUPS_MAX;
	gid_t *groups = malloc((size_t)count * sizeof *groups);
	if (!groups)
		return -1;
	if (real.getgrouplist(user, group, groups, &count) < 0)
		count = NGROUPS_MAX; /* as many as fit, as glibc */
	int error = shim_setgroups((size_t)count, groups);
	free(groups);
	return error;
}
