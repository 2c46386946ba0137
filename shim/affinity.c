/* affinity.c - the processors that a thread may run on, by its pthread_t and by its id. One that is to run on some
 * only is moved to a hub whose kernel thread does. */
#include "shim/affinity.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "runtime/carrier.h"
#include "runtime/co.h"
#include "runtime/hub.h"
#include "runtime/sys.h"
#include "shim/calls.h"
#include "shim/io.h"
#include "shim/real.h"
#include "shim/sched.h"

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
	struct co *co = sched_co(id);
	return co ? set_affinity(co, size, set) : real.pthread_setaffinity_np(id, size, set);
}

int shim_pthread_getaffinity_np(pthread_t id, size_t size, cpu_set_t *set) {
	struct co *co = sched_co(id);
	return co ? get_affinity(co, size, set) : real.pthread_getaffinity_np(id, size, set);
}

int shim_sched_setaffinity(pid_t id, size_t size, const cpu_set_t *set) {
	struct co *co = sched_co_by_id(id);
	if (!co)
		return real.sched_setaffinity(sched_kernel_id(id), size, set);
	int error = set_affinity(co, size, set);
	co_unref(co);
	return (int)io_result(-error);
}

int shim_sched_getaffinity(pid_t id, size_t size, cpu_set_t *set) {
	struct co *co = sched_co_by_id(id);
	if (!co)
		return real.sched_getaffinity(sched_kernel_id(id), size, set);
	int error = get_affinity(co, size, set);
	co_unref(co);
	return (int)io_result(-error);
}

long affinity_raw_get(pid_t id, size_t size, cpu_set_t *set) {
	struct co *co = sched_co_by_id(id);
	if (!co)
		return real.syscall(SYS_sched_getaffinity, sched_kernel_id(id), (long)size, (long)set, 0,
				    0, 0);
	long len = real.syscall(SYS_sched_getaffinity, 0, (long)size, (long)set, 0, 0, 0);
	if (len > 0 && co->shim.affinity)
		memcpy(set, co->shim.affinity, (size_t)len < sizeof *set ? (size_t)len : sizeof *set);
	co_unref(co);
	return len;
}

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

int affinity_inherit(struct co *co, const struct co *creator, const pthread_attr_t *attr) {
	cpu_set_t set = { 0 };
	if (attr && has_affinity(attr, &set))
		return set_affinity(co, sizeof set, &set);
	if (creator && creator->shim.affinity)
		return take_affinity(co, creator->shim.affinity);
	return 0;
}
