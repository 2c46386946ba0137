/* sched.c - scheduling policy, priority, nice value, CPU affinity, I/O priority and timer slack of a thread, by
 * its pthread_t and by its id.
 *
 * Affinity to some processors only moves the thread to a hub whose kernel thread has it. The rest means nothing
 * to a coroutine: it is remembered, and told, and no other thread has it. All of the main thread's are its
 * kernel thread's, which runs others as well. */
#include "shim/sched.h"

#include <errno.h>
#include <sched.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

#include "runtime/carrier.h"
#include "runtime/co.h"
#include "runtime/hub.h"
#include "runtime/sys.h"
#include "shim/calls.h"
#include "shim/io.h"
#include "shim/real.h"
#include "shim/tid.h"

enum { NICE_LEAST = -20, NICE_MOST = 19 };

/* A thread coroutine, or NULL where the kernel is to be asked. */
static struct co *of(pthread_t id) {
	struct co *co = co_of((const void *)id);
	return co && !(co->flags & CO_ADOPTED) ? co : NULL;
}

/* The same by its id; to be released by co_unref. */
static struct co *by_id(pid_t id) {
	struct co *co = id ? tid_get(id) : co_self();
	if (co && !id)
		co_ref(co);
	if (co && (co->flags & CO_ADOPTED)) {
		co_unref(co);
		return NULL;
	}
	return co;
}

/* ---- policy and priority ---- */

static int set_policy(struct co *co, int policy, const struct sched_param *param) {
	int kept = policy & ~SCHED_RESET_ON_FORK;
	int lowest = sched_get_priority_min(kept), highest = sched_get_priority_max(kept);
	if (lowest < 0 || param->sched_priority < lowest || param->sched_priority > highest)
		return EINVAL;
	co->shim.policy = policy;
	co->shim.priority = param->sched_priority;
	return 0;
}

int shim_pthread_setschedparam(pthread_t id, int policy, const struct sched_param *param) {
	struct co *co = of(id);
	return co ? set_policy(co, policy, param) : real.pthread_setschedparam(id, policy, param);
}

int shim_pthread_getschedparam(pthread_t id, int *policy, struct sched_param *param) {
	struct co *co = of(id);
	if (!co)
		return real.pthread_getschedparam(id, policy, param);
	*policy = co->shim.policy;
	*param = (struct sched_param){ .sched_priority = co->shim.priority };
	return 0;
}

int shim_pthread_setschedprio(pthread_t id, int priority) {
	struct co *co = of(id);
	struct sched_param param = { .sched_priority = priority };
	return co ? set_policy(co, co->shim.policy, &param) : real.pthread_setschedprio(id, priority);
}

int shim_sched_setscheduler(pid_t id, int policy, const struct sched_param *param) {
	struct co *co = by_id(id);
	if (!co)
		return real.sched_setscheduler(id, policy, param);
	int error = set_policy(co, policy, param);
	co_unref(co);
	return (int)io_result(-error);
}

int shim_sched_getscheduler(pid_t id) {
	struct co *co = by_id(id);
	if (!co)
		return real.sched_getscheduler(id);
	int policy = co->shim.policy;
	co_unref(co);
	return policy;
}

int shim_sched_setparam(pid_t id, const struct sched_param *param) {
	struct co *co = by_id(id);
	if (!co)
		return real.sched_setparam(id, param);
	int error = set_policy(co, co->shim.policy, param);
	co_unref(co);
	return (int)io_result(-error);
}

int shim_sched_getparam(pid_t id, struct sched_param *param) {
	struct co *co = by_id(id);
	if (!co)
		return real.sched_getparam(id, param);
	*param = (struct sched_param){ .sched_priority = co->shim.priority };
	co_unref(co);
	return 0;
}

/* ---- the nice value ---- */

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
	struct co *co = which == PRIO_PROCESS ? by_id((pid_t)id) : NULL;
	if (!co)
		return real.setpriority(which, id, nice);
	int error = set_nice(co, nice);
	co_unref(co);
	return (int)io_result(-error);
}

int shim_getpriority(__priority_which_t which, id_t id) {
	struct co *co = which == PRIO_PROCESS ? by_id((pid_t)id) : NULL;
	if (!co)
		return real.getpriority(which, id);
	int nice = nice_of(co);
	co_unref(co);
	return nice;
}

int shim_nice(int by) {
	struct co *self = by_id(0);
	if (!self)
		return real.nice(by);
	int error = set_nice(self, nice_of(self) + by), nice = nice_of(self);
	co_unref(self);
	return error ? (int)io_result(error == EACCES ? -EPERM : -error) : nice;
}

/* ---- affinity ---- */

/* What the kernel makes of the set, by the example of the calling kernel thread. */
static int check_affinity(cpu_set_t *set) {
	cpu_set_t was;
	sys(SYS_sched_getaffinity, 0, sizeof was, &was);
	long error = sys(SYS_sched_setaffinity, 0, sizeof *set, set);
	if (error)
		return (int)-error;
	sys(SYS_sched_getaffinity, 0, sizeof *set, set);
	sys(SYS_sched_setaffinity, 0, sizeof was, &was);
	return 0;
}

/* Where only some of the processors are allowed, the thread has a hub on these. */
static void place(struct co *co) {
	const cpu_set_t *own = co->shim.affinity, *usual = carriers_usual();
	cpu_set_t both;
	CPU_AND(&both, own, usual);
	bool is_bound = !CPU_EQUAL(&both, usual);
	struct hub *hub = is_bound ? hub_bound_to(own) : hub_first();
	if (hub && (is_bound || co->goes_to))
		co_send(co, hub);
}

/* Of one that has been checked. */
static int take_affinity(struct co *co, const cpu_set_t *set) {
	cpu_set_t *own = malloc(sizeof *own);
	if (!own)
		return ENOMEM;
	*own = *set;
	free(co->shim.affinity);
	co->shim.affinity = own;
	place(co);
	return 0;
}

static int set_affinity(struct co *co, size_t size, const cpu_set_t *set) {
	cpu_set_t own = { 0 };
	memcpy(&own, set, size < sizeof own ? size : sizeof own);
	int error = check_affinity(&own);
	return error ? error : take_affinity(co, &own);
}

static int get_affinity(const struct co *co, size_t size, cpu_set_t *set) {
	if (!co->shim.affinity)
		return real.sched_getaffinity(0, size, set) < 0 ? errno : 0;
	if (size < sizeof(long) || size % sizeof(long))
		return EINVAL;
	memset(set, 0, size);
	memcpy(set, co->shim.affinity, size < sizeof(cpu_set_t) ? size : sizeof(cpu_set_t));
	return 0;
}

int shim_pthread_setaffinity_np(pthread_t id, size_t size, const cpu_set_t *set) {
	struct co *co = of(id);
	return co ? set_affinity(co, size, set) : real.pthread_setaffinity_np(id, size, set);
}

int shim_pthread_getaffinity_np(pthread_t id, size_t size, cpu_set_t *set) {
	struct co *co = of(id);
	return co ? get_affinity(co, size, set) : real.pthread_getaffinity_np(id, size, set);
}

int shim_sched_setaffinity(pid_t id, size_t size, const cpu_set_t *set) {
	struct co *co = by_id(id);
	if (!co)
		return real.sched_setaffinity(id, size, set);
	int error = set_affinity(co, size, set);
	co_unref(co);
	return (int)io_result(-error);
}

int shim_sched_getaffinity(pid_t id, size_t size, cpu_set_t *set) {
	struct co *co = by_id(id);
	if (!co)
		return real.sched_getaffinity(id, size, set);
	int error = get_affinity(co, size, set);
	co_unref(co);
	return (int)io_result(-error);
}

long sched_raw_getaffinity(pid_t id, size_t size, cpu_set_t *set) {
	struct co *co = by_id(id);
	if (!co)
		return real.syscall(SYS_sched_getaffinity, id, (long)size, (long)set, 0, 0, 0);
	long len = real.syscall(SYS_sched_getaffinity, 0, (long)size, (long)set, 0, 0, 0);
	if (len > 0 && co->shim.affinity)
		memcpy(set, co->shim.affinity, (size_t)len < sizeof *set ? (size_t)len : sizeof *set);
	co_unref(co);
	return len;
}

/* ---- what libc has no function for ---- */

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
	struct co *co = which == IOPRIO_PROCESS ? by_id(id) : NULL;
	if (!co)
		return real.syscall(SYS_ioprio_set, which, id, priority, 0, 0, 0);
	long error = check_ioprio(priority);
	if (!error) {
		co->shim.ioprio = (uint16_t)priority;
		co->shim.has_ioprio = true;
	}
	co_unref(co);
	return io_result(error);
}

long sched_ioprio_get(int which, int id) {
	struct co *co = which == IOPRIO_PROCESS ? by_id(id) : NULL;
	if (!co)
		return real.syscall(SYS_ioprio_get, which, id, 0, 0, 0, 0);
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

/* pthread_attr_setaffinity_np was called: without it libc tells that of all CPUs. */
static bool has_affinity(const pthread_attr_t *attr, cpu_set_t *set) {
	static const unsigned char all = 0xff;
	const unsigned char *bytes = (const unsigned char *)set;
	if (pthread_attr_getaffinity_np(attr, sizeof *set, set) != 0)
		return false;
	for (size_t i = 0; i < sizeof *set; i++) {
		if (bytes[i] != all)
			return true;
	}
	return false;
}

int sched_inherit(struct co *co, const struct co *creator, const pthread_attr_t *attr) {
	cpu_set_t set = { 0 };
	if (creator && !(creator->flags & CO_ADOPTED)) {
		co->shim.policy = creator->shim.policy;
		co->shim.priority = creator->shim.priority;
		co->shim.nice = creator->shim.nice;
		co->shim.has_nice = creator->shim.has_nice;
		co->shim.ioprio = creator->shim.ioprio;
		co->shim.has_ioprio = creator->shim.has_ioprio;
		co->shim.slack_ns = co->shim.first_slack_ns = creator->shim.slack_ns;
	}
	if (attr && has_affinity(attr, &set))
		return set_affinity(co, sizeof set, &set);
	if (creator && creator->shim.affinity)
		return take_affinity(co, creator->shim.affinity);
	return 0;
}

void sched_ending(struct co *self) {
	free(self->shim.affinity);
}
