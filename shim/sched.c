/* sched.c - scheduling policy, priority, nice value, I/O priority and timer slack of a thread, by its pthread_t and
 * by its id.
 *
 * They mean nothing to a coroutine: they are remembered, and told, no other thread has them, and the processes that
 * it forks do. All of the main thread's are its kernel thread's, which runs others as well. */
#include "shim/sched.h"

#include <errno.h>
#include <linux/sched.h>
#include <sched.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <unistd.h>

#include "runtime/co.h"
#include "runtime/sys.h"
#include "shim/affinity.h"
#include "shim/calls.h"
#include "shim/io.h"
#include "shim/real.h"
#include "shim/tid.h"

enum { NICE_LEAST = -20, NICE_MOST = 19 };
enum { SCHED_ATTR_FIRST = 48 }; /* the size of the first struct sched_attr */

/* Of sched_setattr(2), for which there is no header beside glibc's. */
struct sched_attr {
	uint32_t size, policy;
	uint64_t flags;
	int32_t nice;
	uint32_t priority;
	uint64_t runtime, deadline, period;
	uint32_t util_min, util_max;
};

struct co *sched_co(pthread_t id) {
	struct co *co = co_of((const void *)id);
	return co && !co_is_kernel_thread(co) ? co : NULL;
}

struct co *sched_co_by_id(pid_t id) {
	struct co *co = id ? tid_get(id) : co_self();
	if (co && !id)
		co_ref(co);
	if (co && co_is_kernel_thread(co)) {
		co_unref(co);
		return NULL;
	}
	return co;
}

pid_t sched_kernel_id(pid_t id) {
	const struct co *self = co_self();
	return id || !self ? id : self->tid;
}

/* ---- policy and priority ---- */

static bool is_realtime(int policy) {
	return policy == SCHED_FIFO || policy == SCHED_RR;
}

/* May the process have such a priority? By the example of the calling kernel thread, for a moment. */
static int check_realtime(int policy, const struct sched_param *param) {
	struct sched_attr was;
	long error = sys(SYS_sched_getattr, 0, &was, sizeof was, 0);
	if (!error)
		error = sys(SYS_sched_setscheduler, 0, policy, param);
	if (!error)
		sys(SYS_sched_setattr, 0, &was, 0);
	return (int)-error;
}

/* DEVIATION: SCHED_DEADLINE is refused, as to a process without privileges. */
static int check_policy(int policy, const struct sched_param *param) {
	int lowest = sched_get_priority_min(policy), highest = sched_get_priority_max(policy);
	if (lowest < 0 || policy == SCHED_DEADLINE || param->sched_priority < lowest ||
	    param->sched_priority > highest)
		return EINVAL;
	return is_realtime(policy) ? check_realtime(policy, param) : 0;
}

static int set_policy(struct co *co, int policy, const struct sched_param *param) {
	int error = check_policy(policy & ~SCHED_RESET_ON_FORK, param);
	if (error)
		return error;
	co->shim.policy = policy;
	co->shim.priority = param->sched_priority;
	return 0;
}

int shim_pthread_setschedparam(pthread_t id, int policy, const struct sched_param *param) {
	struct co *co = sched_co(id);
	return co ? set_policy(co, policy, param) : real.pthread_setschedparam(id, policy, param);
}

int shim_pthread_getschedparam(pthread_t id, int *policy, struct sched_param *param) {
	struct co *co = sched_co(id);
	if (!co)
		return real.pthread_getschedparam(id, policy, param);
	*policy = co->shim.policy;
	*param = (struct sched_param){ .sched_priority = co->shim.priority };
	return 0;
}

int shim_pthread_setschedprio(pthread_t id, int priority) {
	struct co *co = sched_co(id);
	struct sched_param param = { .sched_priority = priority };
	return co ? set_policy(co, co->shim.policy, &param) : real.pthread_setschedprio(id, priority);
}

int shim_sched_setscheduler(pid_t id, int policy, const struct sched_param *param) {
	struct co *co = sched_co_by_id(id);
	if (!co)
		return real.sched_setscheduler(sched_kernel_id(id), policy, param);
	int error = set_policy(co, policy, param);
	co_unref(co);
	return (int)io_result(-error);
}

int shim_sched_getscheduler(pid_t id) {
	struct co *co = sched_co_by_id(id);
	if (!co)
		return real.sched_getscheduler(sched_kernel_id(id));
	int policy = co->shim.policy;
	co_unref(co);
	return policy;
}

int shim_sched_setparam(pid_t id, const struct sched_param *param) {
	struct co *co = sched_co_by_id(id);
	if (!co)
		return real.sched_setparam(sched_kernel_id(id), param);
	int error = set_policy(co, co->shim.policy, param);
	co_unref(co);
	return (int)io_result(-error);
}

int shim_sched_getparam(pid_t id, struct sched_param *param) {
	struct co *co = sched_co_by_id(id);
	if (!co)
		return real.sched_getparam(sched_kernel_id(id), param);
	*param = (struct sched_param){ .sched_priority = co->shim.priority };
	co_unref(co);
	return 0;
}

/* ---- the nice value ---- */

static id_t process_id(bool is_process, id_t id) {
	return is_process ? (id_t)sched_kernel_id((pid_t)id) : id;
}

static int nice_of(const struct co *co) {
	return co->shim.has_nice ? co->shim.nice : real.getpriority(PRIO_PROCESS, (id_t)getpid());
}

static int set_nice(struct co *co, int nice) {
	struct rlimit limit;
	nice = nice < NICE_LEAST ? NICE_LEAST : nice > NICE_MOST ? NICE_MOST : nice;
	if (nice < nice_of(co) && geteuid() != 0 && getrlimit(RLIMIT_NICE, &limit) == 0 &&
	    (rlim_t)(NICE_MOST + 1 - nice) > limit.rlim_cur)
		return EACCES;
	co->shim.nice = (int8_t)nice;
	co->shim.has_nice = true;
	return 0;
}

int shim_setpriority(__priority_which_t which, id_t id, int nice) {
	struct co *co = which == PRIO_PROCESS ? sched_co_by_id((pid_t)id) : NULL;
	if (!co)
		return real.setpriority(which, process_id(which == PRIO_PROCESS, id), nice);
	int error = set_nice(co, nice);
	co_unref(co);
	return (int)io_result(-error);
}

int shim_getpriority(__priority_which_t which, id_t id) {
	struct co *co = which == PRIO_PROCESS ? sched_co_by_id((pid_t)id) : NULL;
	if (!co)
		return real.getpriority(which, process_id(which == PRIO_PROCESS, id));
	int nice = nice_of(co);
	co_unref(co);
	return nice;
}

/* The main thread's, wherever it runs: as glibc's. */
static int kernels_nice(pid_t id, int by) {
	int was = real.getpriority(PRIO_PROCESS, (id_t)id);
	if (real.setpriority(PRIO_PROCESS, (id_t)id, was + by) == 0)
		return real.getpriority(PRIO_PROCESS, (id_t)id);
	if (errno == EACCES)
		errno = EPERM;
	return -1;
}

int shim_nice(int by) {
	struct co *self = sched_co_by_id(0);
	if (!self)
		return co_self() ? kernels_nice(sched_kernel_id(0), by) : real.nice(by);
	int error = set_nice(self, nice_of(self) + by), nice = nice_of(self);
	co_unref(self);
	return error ? (int)io_result(error == EACCES ? -EPERM : -error) : nice;
}

/* ---- what libc has no function for ---- */

/* The kernel copies and checks the attributes before it finds that there is no thread of this id. */
static long check_attributes(pid_t tid, const struct sched_attr *attr, unsigned flags) {
	long error = sys(SYS_sched_setattr, tid, attr, flags);
	return error == -ESRCH ? 0 : error;
}

static int set_attributes(struct co *co, const struct sched_attr *given) {
	struct sched_attr attr = { 0 };
	size_t size = given->size ? given->size : SCHED_ATTR_FIRST;
	memcpy(&attr, given, size < sizeof attr ? size : sizeof attr);
	int reset = attr.flags & SCHED_FLAG_RESET_ON_FORK ? SCHED_RESET_ON_FORK : 0;
	int policy = attr.flags & SCHED_FLAG_KEEP_PARAMS ? co->shim.policy & ~SCHED_RESET_ON_FORK
							 : (int)attr.policy;
	policy = attr.flags & SCHED_FLAG_KEEP_POLICY ? co->shim.policy : policy | reset;
	if (attr.flags & ~(uint64_t)SCHED_FLAG_ALL)
		return EINVAL;
	if (policy == SCHED_DEADLINE)
		return EPERM;
	bool keeps = attr.flags & SCHED_FLAG_KEEP_PARAMS;
	struct sched_param param = { .sched_priority = keeps ? co->shim.priority : (int)attr.priority };
	int kept = policy & ~SCHED_RESET_ON_FORK, error = 0;
	if (!keeps && (kept == SCHED_OTHER || kept == SCHED_BATCH) && attr.nice != nice_of(co))
		error = set_nice(co, attr.nice) ? EPERM : 0;
	return error ? error : set_policy(co, policy, &param);
}

long sched_raw_setattr(pid_t id, struct sched_attr *attr, unsigned flags) {
	struct co *co = sched_co_by_id(id);
	if (!co)
		return real.syscall(SYS_sched_setattr, sched_kernel_id(id), (long)attr, flags, 0, 0, 0);
	long error = check_attributes(co->tid, attr, flags);
	if (!error)
		error = -set_attributes(co, attr);
	co_unref(co);
	return io_result(error);
}

/* What it does not remember is as its kernel thread has it. */
long sched_raw_getattr(pid_t id, struct sched_attr *attr, unsigned size, unsigned flags) {
	struct co *co = sched_co_by_id(id);
	long error = real.syscall(SYS_sched_getattr, co ? 0 : sched_kernel_id(id), (long)attr, size,
				  flags, 0, 0);
	if (!co)
		return error;
	if (!error) {
		int policy = co->shim.policy & ~SCHED_RESET_ON_FORK;
		attr->policy = (uint32_t)policy;
		attr->flags = co->shim.policy & SCHED_RESET_ON_FORK ? SCHED_FLAG_RESET_ON_FORK : 0;
		attr->priority = (uint32_t)co->shim.priority;
		attr->nice = is_realtime(policy) ? 0 : nice_of(co);
	}
	co_unref(co);
	return error;
}

int shim_sched_rr_get_interval(pid_t id, struct timespec *interval) {
	struct co *co = sched_co_by_id(id);
	bool is_fifo = co && (co->shim.policy & ~SCHED_RESET_ON_FORK) == SCHED_FIFO;
	int error = real.sched_rr_get_interval(co ? 0 : sched_kernel_id(id), interval);
	if (!error && is_fifo)
		*interval = (struct timespec){ 0 };
	if (co)
		co_unref(co);
	return error;
}

long sched_raw_getpriority(int which, id_t id) {
	errno = 0;
	int nice = shim_getpriority((__priority_which_t)which, id);
	return nice == -1 && errno ? -1 : NICE_MOST + 1 - nice;
}

enum { IOPRIO_PROCESS = 1 };

/* The kernel says whether it may have that, by the example of the kernel thread. */
static long check_ioprio(int priority) {
	long was = sys(SYS_ioprio_get, IOPRIO_PROCESS, 0);
	long error = sys(SYS_ioprio_set, IOPRIO_PROCESS, 0, priority);
	if (!error)
		sys(SYS_ioprio_set, IOPRIO_PROCESS, 0, was);
	return error;
}

long sched_ioprio_set(int which, int id, int priority) {
	struct co *co = which == IOPRIO_PROCESS ? sched_co_by_id(id) : NULL;
	if (!co)
		return real.syscall(SYS_ioprio_set, which, process_id(which == IOPRIO_PROCESS, id),
				    priority, 0, 0, 0);
	long error = check_ioprio(priority);
	if (!error) {
		co->shim.ioprio = (uint16_t)priority;
		co->shim.has_ioprio = true;
	}
	co_unref(co);
	return io_result(error);
}

long sched_ioprio_get(int which, int id) {
	struct co *co = which == IOPRIO_PROCESS ? sched_co_by_id(id) : NULL;
	if (!co)
		return real.syscall(SYS_ioprio_get, which, process_id(which == IOPRIO_PROCESS, id), 0, 0,
				    0, 0);
	long priority = co->shim.has_ioprio ? co->shim.ioprio : sys(SYS_ioprio_get, IOPRIO_PROCESS, 0);
	co_unref(co);
	return io_result(priority);
}

int sched_set_timerslack(struct co *self, unsigned long ns) {
	self->shim.slack_ns = ns == 0           ? self->shim.first_slack_ns
			      : ns < UINT32_MAX ? (uint32_t)ns
						: UINT32_MAX;
	return 0;
}

/* ---- life ---- */

/* pthread_attr_setinheritsched was called: it does not have its creator's. */
static int take_policy(struct co *co, const pthread_attr_t *attr) {
	struct sched_param param;
	int inherits, policy;
	if (pthread_attr_getinheritsched(attr, &inherits) != 0 || inherits == PTHREAD_INHERIT_SCHED)
		return 0;
	pthread_attr_getschedpolicy(attr, &policy);
	pthread_attr_getschedparam(attr, &param);
	return set_policy(co, policy, &param);
}

int sched_inherit(struct co *co, const struct co *creator, const pthread_attr_t *attr) {
	if (creator && !co_is_kernel_thread(creator)) {
		co->shim.policy = creator->shim.policy;
		co->shim.priority = creator->shim.priority;
		co->shim.nice = creator->shim.nice;
		co->shim.has_nice = creator->shim.has_nice;
		co->shim.ioprio = creator->shim.ioprio;
		co->shim.has_ioprio = creator->shim.has_ioprio;
		co->shim.slack_ns = co->shim.first_slack_ns = creator->shim.slack_ns;
	}
	int error = attr ? take_policy(co, attr) : 0;
	if (error)
		return error;
	return affinity_inherit(co, creator, attr);
}

void sched_ending(struct co *self) {
	free(self->shim.affinity);
}

void sched_apply(const struct co *co) {
	const struct sched_param param = { .sched_priority = co->shim.priority };
	if (co->flags & CO_ADOPTED)
		return; /* the kernel knows it all */
	if (co->shim.affinity)
		sys(SYS_sched_setaffinity, 0, sizeof(cpu_set_t), co->shim.affinity);
	if (co->shim.policy)
		sys(SYS_sched_setscheduler, 0, co->shim.policy, &param);
	if (co->shim.has_nice)
		sys(SYS_setpriority, PRIO_PROCESS, 0, co->shim.nice);
	if (co->shim.has_ioprio)
		sys(SYS_ioprio_set, IOPRIO_PROCESS, 0, co->shim.ioprio);
	if (co->shim.slack_ns)
		sys(SYS_prctl, PR_SET_TIMERSLACK, co->shim.slack_ns);
	sys(SYS_prctl, PR_SET_NAME, co->name);
}

void sched_forked(struct co *self) {
	if (!self)
		return;
	sched_apply(self);
	free(self->shim.affinity);
	self->shim.affinity = NULL;
	self->shim.policy = self->shim.priority = 0;
	self->shim.has_nice = self->shim.has_ioprio = false;
	self->shim.slack_ns = 0;
}
