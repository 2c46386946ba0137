/* ptrace.c - to the kernel the tracer is one of its threads: the one that has attached, or that has made a child which
 * asks to be traced. Whoever runs there by now, requests for the traced process have to come from it. */
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <linux/futex.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ptrace.h>
#include <time.h>
#include <unistd.h>

#include "runtime/errand.h"
#include "runtime/fork.h"
#include "runtime/sys.h"
#include "shim/calls.h"
#include "shim/io.h"
#include "shim/process.h"

static struct {
	long args[4];
	long result;
	_Atomic unsigned done; /* futex */
} job;

static void on_errand(void *ucontext) {
	(void)ucontext;
	job.result = sys(SYS_ptrace, job.args[0], job.args[1], job.args[2], job.args[3]);
	atomic_store(&job.done, 1);
	sys(SYS_futex, &job.done, FUTEX_WAKE_PRIVATE, 1, 0, 0, 0);
}

static bool exists(pid_t tid) {
	return sys(SYS_tgkill, getpid(), tid, 0) == 0;
}

/* The request, by another kernel thread of ours. */
static long request_by(pid_t tid, const long args[4]) {
	const struct timespec moment = { .tv_nsec = 10000000 };
	errand_begin(on_errand);
	memcpy(job.args, args, sizeof job.args);
	job.result = -ESRCH;
	atomic_store(&job.done, 0);
	if (errand_send(tid)) {
		while (!atomic_load(&job.done) && exists(tid))
			sys(SYS_futex, &job.done, FUTEX_WAIT_PRIVATE, 0, &moment, 0, 0);
	}
	long result = job.result;
	errand_end();
	return result;
}

/* The thread that traces the process, or 0. */
static pid_t tracer_of(pid_t pid) {
	char path[32], status[1024] = "";
	snprintf(path, sizeof path, "/proc/%d/status", pid);
	int fd = (int)sys(SYS_openat, AT_FDCWD, path, O_RDONLY | O_CLOEXEC);
	if (fd < 0)
		return 0;
	sys(SYS_read, fd, status, sizeof status - 1);
	sys(SYS_close, fd);
	const char *line = strstr(status, "\nTracerPid:");
	return line ? atoi(line + strlen("\nTracerPid:")) : 0;
}

long ptrace_raw(long request, long pid, long addr, long data) {
	const long args[4] = { request, pid, addr, data };
	long result = sys(SYS_ptrace, request, pid, addr, data);
	if (result == -ESRCH) {
		pid_t tracer = tracer_of((pid_t)pid);
		if (tracer && tracer != (pid_t)sys(SYS_gettid) && exists(tracer))
			result = request_by(tracer, args);
	}
	if (result == 0 && (request == PTRACE_ATTACH || request == PTRACE_SEIZE)) {
		fork_made_child(); /* the kernel lets go of the process when this thread of its ends */
		process_traces();
	}
	return result;
}

long shim_ptrace(long request, pid_t pid, void *addr, void *data) {
	long word;
	bool peeks =
		request == PTRACE_PEEKTEXT || request == PTRACE_PEEKDATA || request == PTRACE_PEEKUSER;
	long result = ptrace_raw(request, pid, (long)addr, (long)(peeks ? &word : data));
	if (result < 0)
		return io_result(result);
	if (peeks)
		errno = 0; /* -1 is a word like others */
	return peeks ? word : result;
}
