/* futex.c - syscall(SYS_futex, ...), on which Rust's std, C++20's atomics and databases stand.
 *
 * The private operations are the parking lot's; the others are the kernel's, with a blocking move where
 * they wait, since another process may be on the other side. */
#include "shim/futex.h"

#include <errno.h>
#include <linux/futex.h>

#include "runtime/lot.h"
#include "runtime/sys.h"
#include "shim/blocking.h"
#include "shim/calls.h"
#include "shim/deadline.h"
#include "shim/sync.h"

struct word {
	const _Atomic unsigned *addr;
	unsigned expected;
};

static bool word_is(void *arg) {
	struct word *word = arg;
	return atomic_load(word->addr) == word->expected;
}

static long wait_on(_Atomic unsigned *addr, unsigned expected, int64_t deadline_ns, unsigned bitset) {
	if (!bitset)
		return -EINVAL;
	for (;;) {
		int error = lot_wait_cancellable(addr, expected, deadline_ns, bitset, CALL_syscall);
		/* As the kernel: restarted by SA_RESTART where there is no timeout. */
		if (error != -EINTR || deadline_ns != FOREVER_NS || !sync_restarts())
			return error;
	}
}

/* An operand encoded as FUTEX_OP has it, applied; returns the old value. */
static int modify(unsigned *addr, unsigned code, long *compared) {
	unsigned op = code >> 28 & 7, cmp = code >> 24 & 15;
	int oparg = (int)(code << 8) >> 20, cmparg = (int)(code << 20) >> 20;
	unsigned operand = code >> 28 & FUTEX_OP_OPARG_SHIFT ? 1u << (oparg & 31) : (unsigned)oparg, old;
	switch (op) {
	case FUTEX_OP_SET: old = __atomic_exchange_n(addr, operand, __ATOMIC_SEQ_CST); break;
	case FUTEX_OP_ADD: old = __atomic_fetch_add(addr, operand, __ATOMIC_SEQ_CST); break;
	case FUTEX_OP_OR: old = __atomic_fetch_or(addr, operand, __ATOMIC_SEQ_CST); break;
	case FUTEX_OP_ANDN: old = __atomic_fetch_and(addr, ~operand, __ATOMIC_SEQ_CST); break;
	case FUTEX_OP_XOR: old = __atomic_fetch_xor(addr, operand, __ATOMIC_SEQ_CST); break;
	default: return -ENOSYS;
	}
	int value = (int)old;
	switch (cmp) {
	case FUTEX_OP_CMP_EQ: *compared = value == cmparg; break;
	case FUTEX_OP_CMP_NE: *compared = value != cmparg; break;
	case FUTEX_OP_CMP_LT: *compared = value < cmparg; break;
	case FUTEX_OP_CMP_LE: *compared = value <= cmparg; break;
	case FUTEX_OP_CMP_GT: *compared = value > cmparg; break;
	case FUTEX_OP_CMP_GE: *compared = value >= cmparg; break;
	default: return -ENOSYS;
	}
	return 0;
}

static long requeue(void *from, void *to, unsigned wake, unsigned move, struct word *word) {
	int moved;
	if ((int)wake < 0 || (int)move < 0)
		return -EINVAL;
	return lot_requeue(from, to, (int)wake, (int)move, word ? word_is : NULL, word, &moved);
}

static int limit(unsigned n) {
	return n > INT_MAX ? INT_MAX : (int)n;
}

long futex(unsigned *addr, int op, unsigned val, const struct timespec *timeout, unsigned *addr2,
	   unsigned val3) {
	int command = op & FUTEX_CMD_MASK;
	bool waits = command == FUTEX_WAIT || command == FUTEX_WAIT_BITSET;
	_Atomic unsigned *word = (_Atomic unsigned *)addr;
	int64_t deadline_ns = FOREVER_NS;
	long compared = 0;
	int error;

	if (!(op & FUTEX_PRIVATE_FLAG)) {
		if (!waits)
			return sys(SYS_futex, addr, op, val, timeout, addr2, val3);
		return BLOCKING_CALL(sys(SYS_futex, addr, op, val, timeout, addr2, val3));
	}
	if ((uintptr_t)addr % sizeof *addr)
		return -EINVAL;
	if (waits && timeout && !timespec_valid(timeout))
		return -EINVAL;

	switch (command) {
	case FUTEX_WAIT:
		if (timeout)
			deadline_ns = deadline_in(timespec_ns(timeout));
		return wait_on(word, val, deadline_ns, LOT_ANY);
	case FUTEX_WAIT_BITSET:
		if (timeout && deadline_at(op & FUTEX_CLOCK_REALTIME ? CLOCK_REALTIME : CLOCK_MONOTONIC,
					   timeout, &deadline_ns) != 0)
			return -EINVAL;
		return wait_on(word, val, deadline_ns, val3);
	case FUTEX_WAKE: return lot_wake(addr, limit(val), LOT_ANY);
	case FUTEX_WAKE_BITSET: return val3 ? lot_wake(addr, limit(val), val3) : -EINVAL;
	case FUTEX_REQUEUE: return requeue(addr, addr2, val, (unsigned)(uintptr_t)timeout, NULL);
	case FUTEX_CMP_REQUEUE:
		return requeue(addr, addr2, val, (unsigned)(uintptr_t)timeout,
			       &(struct word){ word, val3 });
	case FUTEX_WAKE_OP:
		error = modify(addr2, val3, &compared);
		if (error)
			return error;
		return lot_wake(addr, limit(val), LOT_ANY) +
		       (compared ? lot_wake(addr2, limit((unsigned)(uintptr_t)timeout), LOT_ANY) : 0);
	default: /* priority inheritance needs a kernel thread as owner */
		return sys(SYS_futex, addr, op, val, timeout, addr2, val3);
	}
}
