/* process.c - children: waiting for them, and the calls that make them and wait.
 *
 * To wait for one child is to park on a pidfd, and then to ask without blocking; SIGCHLD stays the
 * program's. To wait for any child is a blocking move, as are system, popen and pclose. fork itself
 * needs no shim: see runtime/fork.c. */
#include "shim/process.h"

#include <errno.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include "runtime/fd.h"
#include "runtime/fork.h"
#include "runtime/hub.h"
#include "runtime/sys.h"
#include "shim/blocking.h"
#include "shim/calls.h"
#include "shim/deadline.h"
#include "shim/io.h"
#include "shim/owned.h"
#include "shim/real.h"
#include "shim/sched.h"
#include "shim/signal.h"
#include "shim/thread.h"
#include "shim/timer.h"

void process_forked(void) {
	owned_forked(co_self());
	signal_forked();
	thread_forked();
	timer_forked();
	sched_forked(co_self());
	io_forked();
}

/* The child's only thread is none of ours. */
static void raw_forked(void) {
	if (co_self())
		sched_apply(co_self());
	fork_without_hooks();
}

pid_t shim__Fork(void) {
	pid_t pid = real._Fork();
	if (pid == 0)
		raw_forked();
	else
		fork_made_child();
	return pid;
}

/* What pthread_atfork calls in any library. */
int shim___register_atfork(void (*before)(void), void (*in_parent)(void), void (*in_child)(void),
			   void *library) {
	fork_be_first();
	return real.__register_atfork(before, in_parent, in_child, library);
}

long process_raw_fork(long number, long a, long b, long c, long d, long e) {
	long pid = real.syscall(number, a, b, c, d, e, 0);
	if (pid == 0)
		raw_forked();
	else
		fork_made_child();
	return pid;
}

/* ---- vfork ---- */

void process_vfork_begin(void) {
	if (eg_tls.vforks++ == 0) {
		eg_tls.vforked = eg_tls.co;
		__atomic_store_n(&eg_tls.co, NULL, __ATOMIC_RELEASE); /* in this order: see co_of */
	}
}

void process_vfork_child(void) {
	if (eg_tls.vforks == 1 && eg_tls.vforked)
		sched_apply(eg_tls.vforked);
}

long process_vfork_end(long result) {
	if (--eg_tls.vforks == 0)
		eg_tls.co = eg_tls.vforked;
	fork_made_child();
	return io_result(result);
}

/* ---- waiting for a child ---- */

/* A child that is traced, by this process, also stops; of that no pidfd tells. */
static _Atomic bool traces;

void process_traces(void) {
	atomic_store(&traces, true);
}

/* Park until the process has ended, or for a while: it may have stopped, if it asked to be traced. 0, or -errno:
 * -ENOSYS where no pidfd is to be had. */
static int wait_for_pid(struct co *self, pid_t pid, int64_t *while_ns) {
	enum { FIRST_NS = 1000000, MOST_NS = 1024000000 };
	*while_ns = *while_ns ? *while_ns < MOST_NS ? 2 * *while_ns : MOST_NS : FIRST_NS;
	int fd = (int)sys(SYS_pidfd_open, pid, 0);
	int error = fd == -ESRCH ? -ECHILD : fd_park_on_own(self, fd, deadline_in(*while_ns));
	return error == -ETIMEDOUT ? 0 : error;
}

/* wait4, where the caller may park. */
static long wait_parking(struct co *self, pid_t pid, int *status, int options, struct rusage *usage) {
	/* A pidfd tells of the end only, and of a single process. */
	if (pid <= 0 || (options & (WNOHANG | WUNTRACED | WCONTINUED)) || atomic_load(&traces))
		return -ENOSYS;
	int unwanted = 0;
	status = status ? status : &unwanted;
	for (int64_t while_ns = 0;;) {
		long got = sys(SYS_wait4, pid, status, options | WNOHANG, usage);
		if (got > 0 && WIFSTOPPED(*status))
			process_traces();
		if (got != 0)
			return got;
		int error = wait_for_pid(self, pid, &while_ns);
		if (error == -EINTR && co_interrupted(self) != INTERRUPTION_ENDS)
			continue;
		if (error)
			return error;
	}
}

static pid_t wait_child(struct co *self, pid_t pid, int *status, int options, struct rusage *usage) {
	long got = wait_parking(self, pid, status, options, usage);
	if (got != -ENOSYS)
		return (pid_t)io_result(got);
	if (options & WNOHANG)
		return real.wait4(pid, status, options, usage);
	return BLOCKING(self, real.wait4(pid, status, options, usage));
}

pid_t shim_waitpid(struct co *self, pid_t pid, int *status, int options) {
	return wait_child(self, pid, status, options, NULL);
}

pid_t shim_wait4(struct co *self, pid_t pid, int *status, int options, struct rusage *usage) {
	return wait_child(self, pid, status, options, usage);
}

pid_t shim_wait(struct co *self, int *status) {
	return wait_child(self, -1, status, 0, NULL);
}

pid_t shim_wait3(struct co *self, int *status, int options, struct rusage *usage) {
	return wait_child(self, -1, status, options, usage);
}

int shim_waitid(struct co *self, idtype_t type, id_t id, siginfo_t *info, int options) {
	bool one = type == P_PID && (options & WEXITED) &&
		   !(options & (WNOHANG | WSTOPPED | WCONTINUED)) && !atomic_load(&traces);
	int64_t while_ns = 0;
	while (one) {
		siginfo_t found = { .si_pid = 0 };
		long error = sys(SYS_waitid, type, id, &found, options | WNOHANG, 0);
		if (error == 0 && found.si_pid) {
			if (info)
				*info = found;
			return 0;
		}
		if (!error)
			error = wait_for_pid(self, (pid_t)id, &while_ns);
		if (error == -EINTR && co_interrupted(self) != INTERRUPTION_ENDS)
			continue;
		if (error == -ENOSYS)
			break;
		if (error)
			return (int)io_result(error);
	}
	if (options & WNOHANG)
		return real.waitid(type, id, info, options);
	return BLOCKING(self, real.waitid(type, id, info, options));
}

/* ---- making children and waiting in libc ---- */

int shim_system(struct co *self, const char *command) {
	return BLOCKING(self, real.system(command));
}

int shim_wordexp(struct co *self, const char *words, wordexp_t *result, int flags) {
	return BLOCKING(self, real.wordexp(words, result, flags));
}

char *shim_getpass(struct co *self, const char *prompt) {
	return BLOCKING(self, real.getpass(prompt));
}

FILE *shim_popen(struct co *self, const char *command, const char *mode) {
	return BLOCKING(self, real.popen(command, mode));
}

int shim_pclose(FILE *stream) {
	fd_closing(fileno(stream)); /* libc closes it where we do not see it */
	return BLOCKING_CALL(pclose, real.pclose(stream));
}

int shim_posix_spawn(struct co *self, pid_t *pid, const char *path,
		     const posix_spawn_file_actions_t *actions, const posix_spawnattr_t *attr,
		     char *const argv[], char *const envp[]) {
	return BLOCKING(self, real.posix_spawn(pid, path, actions, attr, argv, envp));
}

int shim_posix_spawnp(struct co *self, pid_t *pid, const char *file,
		      const posix_spawn_file_actions_t *actions, const posix_spawnattr_t *attr,
		      char *const argv[], char *const envp[]) {
	return BLOCKING(self, real.posix_spawnp(pid, file, actions, attr, argv, envp));
}
