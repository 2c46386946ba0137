/* syscall.c - syscall(2) and prctl(2): the numbers that mean something to threads, and the waits that
 * libc has no function for. Everything else is the kernel's. */
#include <errno.h>
#include <linux/aio_abi.h>
#include <linux/io_uring.h>
#include <sched.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "runtime/sys.h"
#include "shim/affinity.h"
#include "shim/blocking.h"
#include "shim/calls.h"
#include "shim/futex.h"
#include "shim/io.h"
#include "shim/process.h"
#include "shim/real.h"
#include "shim/sched.h"
#include "shim/tid.h"
#include "shim/timer.h"

/* What has been completed is there at once, so a kernel thread is for what is missing. */
static long get_events(long context, long least, long most, struct io_event *events,
		       const struct timespec *timeout) {
	static const struct timespec none;
	long got = sys(SYS_io_getevents, context, least, most, events, &none);
	if (got < 0 || got >= least)
		return got;
	long rest = BLOCKING_CALL(syscall, sys(SYS_io_getevents, context, least - got, most - got,
					       events + got, timeout));
	return rest > 0 ? got + rest : got > 0 ? got : rest;
}

long shim_syscall(long number, long a, long b, long c, long d, long e, long f) {
	switch (number) {
	case SYS_futex:
		return io_result(futex((unsigned *)a, (int)b, (unsigned)c, (const struct timespec *)d,
				       (unsigned *)e, (unsigned)f));
	case SYS_futex_waitv:
		return io_result(futex_wait_any((const struct futex_waitv *)a, (unsigned)b, (unsigned)c,
						(const struct timespec *)d, (clockid_t)e));
	case SYS_gettid: return shim_gettid();
	case SYS_kill: return shim_kill((pid_t)a, (int)b);
	case SYS_tkill: return shim_tgkill(getpid(), (pid_t)a, (int)b);
	case SYS_tgkill: return shim_tgkill((pid_t)a, (pid_t)b, (int)c);
	case SYS_clock_gettime: return shim_clock_gettime((clockid_t)a, (struct timespec *)b);
	case SYS_clock_getres: return shim_clock_getres((clockid_t)a, (struct timespec *)b);
	case SYS_timer_create: return timer_raw_create((clockid_t)a, (struct sigevent *)b, (int *)c);
	case SYS_timer_settime:
		return shim_timer_settime((timer_t)(intptr_t)(int)a, (int)b,
					  (const struct itimerspec *)c, (struct itimerspec *)d);
	case SYS_timer_gettime:
		return shim_timer_gettime((timer_t)(intptr_t)(int)a, (struct itimerspec *)b);
	case SYS_timer_getoverrun: return shim_timer_getoverrun((timer_t)(intptr_t)(int)a);
	case SYS_timer_delete: return shim_timer_delete((timer_t)(intptr_t)(int)a);
	case SYS_ptrace: return io_result(ptrace_raw(a, b, c, d));
	case SYS_getrusage: return shim_getrusage((__rusage_who_t)a, (struct rusage *)b);
	case SYS_sched_setaffinity:
		return shim_sched_setaffinity((pid_t)a, (size_t)b, (const cpu_set_t *)c);
	case SYS_sched_getaffinity: return affinity_raw_get((pid_t)a, (size_t)b, (cpu_set_t *)c);
	case SYS_sched_setscheduler:
		return shim_sched_setscheduler((pid_t)a, (int)b, (const struct sched_param *)c);
	case SYS_sched_getscheduler: return shim_sched_getscheduler((pid_t)a);
	case SYS_sched_setparam: return shim_sched_setparam((pid_t)a, (const struct sched_param *)b);
	case SYS_sched_getparam: return shim_sched_getparam((pid_t)a, (struct sched_param *)b);
	case SYS_sched_setattr: return sched_raw_setattr((pid_t)a, (struct sched_attr *)b, (unsigned)c);
	case SYS_sched_getattr:
		return sched_raw_getattr((pid_t)a, (struct sched_attr *)b, (unsigned)c, (unsigned)d);
	case SYS_sched_rr_get_interval:
		return shim_sched_rr_get_interval((pid_t)a, (struct timespec *)b);
	case SYS_setpriority: return shim_setpriority((__priority_which_t)a, (id_t)b, (int)c);
	case SYS_getpriority: return sched_raw_getpriority((int)a, (id_t)b);
	case SYS_ioprio_set: return sched_ioprio_set((int)a, (int)b, (int)c);
	case SYS_ioprio_get: return sched_ioprio_get((int)a, (int)b);
	case SYS_rt_tgsigqueueinfo:
		return tid_sigqueue((pid_t)a, (pid_t)b, (int)c, (const siginfo_t *)d);
	case SYS_set_tid_address: /* which is libc's matter, and on a coroutine's end nobody looks there */
		return co_self() ? shim_gettid() : real.syscall(number, a, b, c, d, e, f);
#ifdef SYS_fork
	case SYS_fork: return process_raw_fork(number, a, b, c, d, e);
#endif
	case SYS_clone:
		if ((a & CLONE_VM) || b)
			return real.syscall(number, a, b, c, d, e, f);
		return process_raw_fork(number, a, b, c, d, e);
	case SYS_close: return shim_close((int)a);
	case SYS_close_range: return shim_close_range((unsigned)a, (unsigned)b, (int)c);
	case SYS_io_uring_enter:
		if (!(d & IORING_ENTER_GETEVENTS) || !c)
			break;
		return BLOCKING_CALL(syscall, real.syscall(number, a, b, c, d, e, f));
	case SYS_io_getevents:
		return io_result(get_events(a, b, c, (struct io_event *)d, (const struct timespec *)e));
	case SYS_io_pgetevents: return BLOCKING_CALL(syscall, real.syscall(number, a, b, c, d, e, f));
	}
	return real.syscall(number, a, b, c, d, e, f);
}

/* The name and the timer slack of a thread coroutine are its own, not its carrier's. */
int shim_prctl(int option, unsigned long a, unsigned long b, unsigned long c, unsigned long d) {
	struct co *self = co_self();
	if (self && !co_is_kernel_thread(self) && option == PR_SET_TIMERSLACK)
		return sched_set_timerslack(self, a);
	if (self && option == PR_GET_TIMERSLACK && self->shim.slack_ns)
		return (int)self->shim.slack_ns;
	if (!self || (option != PR_SET_NAME && option != PR_GET_NAME))
		return real.prctl(option, a, b, c, d);
	if (option == PR_SET_NAME) {
		char name[sizeof self->name] = "";
		strncpy(name, (const char *)a, sizeof name - 1);
		return (int)io_result(-shim_pthread_setname_np(pthread_self(), name));
	}
	return (int)io_result(-shim_pthread_getname_np(pthread_self(), (char *)a, sizeof self->name));
}
