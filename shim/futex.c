/* futex.c - syscall(SYS_futex, ...), on which Rust's std, C++20's atomics and databases stand.
 *
 * The private operations are the parking lot's; the others are the kernel's, with a blocking move where
 * they wait, since another process may be on the other side. */
#include "shim/futex.h"

#include <errno.h>
#include <linux/futex.h>
#include <string.h>
#include <sys/mman.h>

#include "runtime/fault.h"
#include "runtime/lot.h"
#include "runtime/sys.h"
#include "shim/blocking.h"
#include "shim/calls.h"
#include "shim/deadline.h"
#include "shim/sync.h"

struct word {
	const void *addr;
	uint32_t expected;
	bool bad; /* result: it cannot be read */
};

static bool word_is(void *arg) {
	struct word *word = arg;
	uint32_t value;
	word->bad = !fault_load(word->addr, &value);
	return !word->bad && value == word->expected;
}

static bool is_aligned(const void *addr) {
	return (uintptr_t)addr % sizeof(uint32_t) == 0;
}

/* The program's timespec. 0, -EFAULT, or -EINVAL for a malformed one. */
static int read_time(const struct timespec *from, struct timespec *to) {
	uint32_t words[sizeof *to / sizeof(uint32_t)] = { 0 };
	for (size_t i = 0; i < sizeof *to / sizeof *words; i++) {
		if (!fault_load((const char *)from + i * sizeof *words, &words[i]))
			return -EFAULT;
	}
	memcpy(to, words, sizeof *to);
	return timespec_valid(to) && to->tv_sec >= 0 ? 0 : -EINVAL;
}

static long wait_on(const void *addr, unsigned expected, int64_t deadline_ns, unsigned bitset) {
	struct word word = { .addr = addr, .expected = expected };
	struct lot_wait wait = { .addr = addr,
				 .check = word_is,
				 .arg = &word,
				 .deadline_ns = deadline_ns,
				 .bitset = bitset,
				 .call = CALL_syscall,
				 .cancellable = true };
	if (!bitset)
		return -EINVAL;
	for (;;) {
		int error = lot_wait_for(&wait);
		if (error == -EAGAIN && word.bad)
			return -EFAULT;
		/* As the kernel: restarted by SA_RESTART where there is no timeout. */
		if (error != -EINTR || !sync_goes_on(deadline_ns == FOREVER_NS))
			return error;
	}
}

/* An operand encoded as FUTEX_OP has it, applied; returns the old value. */
static int modify(unsigned *addr, unsigned code, long *compared) {
	unsigned op = code >> 28 & 7, cmp = code >> 24 & 15;
	int oparg = (int)(code << 8) >> 20, cmparg = (int)(code << 20) >> 20;
	unsigned operand = code >> 28 & FUTEX_OP_OPARG_SHIFT ? 1u << (oparg & 31) : (unsigned)oparg, old;
	if (!fault_load_for_write(addr, &old))
		return -EFAULT;
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
	if ((int)wake < 0 || (int)move < 0 || !is_aligned(to))
		return -EINVAL;
	long woken = lot_requeue(from, to, (int)wake, (int)move, word ? word_is : NULL, word, &moved);
	return woken == -EAGAIN && word->bad ? -EFAULT : woken;
}

static int limit(unsigned n) {
	return n > INT_MAX ? INT_MAX : (int)n;
}

long futex(unsigned *addr, int op, unsigned val, const struct timespec *timeout, unsigned *addr2,
	   unsigned val3) {
	int command = op & FUTEX_CMD_MASK;
	bool waits = command == FUTEX_WAIT || command == FUTEX_WAIT_BITSET;
	int64_t deadline_ns = FOREVER_NS;
	struct timespec time;
	long compared = 0;
	int error;

	if (!(op & FUTEX_PRIVATE_FLAG)) {
		if (!waits)
			return sys(SYS_futex, addr, op, val, timeout, addr2, val3);
		return BLOCKING_CALL(syscall, sys(SYS_futex, addr, op, val, timeout, addr2, val3));
	}
	if (waits && timeout && (error = read_time(timeout, &time)) < 0)
		return error;
	if ((op & FUTEX_CLOCK_REALTIME) && command == FUTEX_WAIT)
		return -ENOSYS;
	if (!is_aligned(addr))
		return -EINVAL;

	switch (command) {
	case FUTEX_WAIT:
		if (timeout)
			deadline_ns = deadline_in(timespec_ns(&time));
		return wait_on(addr, val, deadline_ns, LOT_ANY);
	case FUTEX_WAIT_BITSET:
		if (timeout && deadline_at(op & FUTEX_CLOCK_REALTIME ? CLOCK_REALTIME : CLOCK_MONOTONIC,
					   &time, &deadline_ns) != 0)
			return -EINVAL;
		return wait_on(addr, val, deadline_ns, val3);
	case FUTEX_WAKE: return lot_wake(addr, limit(val), LOT_ANY);
	case FUTEX_WAKE_BITSET: return val3 ? lot_wake(addr, limit(val), val3) : -EINVAL;
	case FUTEX_REQUEUE: return requeue(addr, addr2, val, (unsigned)(uintptr_t)timeout, NULL);
	case FUTEX_CMP_REQUEUE:
		return requeue(addr, addr2, val, (unsigned)(uintptr_t)timeout,
			       &(struct word){ .addr = addr, .expected = val3 });
	case FUTEX_WAKE_OP:
		if (!is_aligned(addr2))
			return -EINVAL;
		error = modify(addr2, val3, &compared);
		if (error)
			return error;
		return lot_wake(addr, limit(val), LOT_ANY) +
		       (compared ? lot_wake(addr2, limit((unsigned)(uintptr_t)timeout), LOT_ANY) : 0);
	default: /* priority inheritance needs a kernel thread as owner */
		return sys(SYS_futex, addr, op, val, timeout, addr2, val3);
	}
}

/* ---- futex_waitv(2), where all futexes are private ones; others are left to the kernel ---- */

struct many {
	struct word words[LOT_WAITS_MOST];
	struct lot_wait queues[LOT_WAITS_MOST];
};

/* What the program asks for. How many are private, or -EINVAL. */
static int read_waits(struct many *many, const struct futex_waitv *waits, unsigned count) {
	int private = 0;
	for (unsigned i = 0; i < count; i++) {
		const void *addr = (const void *)(uintptr_t)waits[i].uaddr;
		many->words[i] = (struct word){ .addr = addr, .expected = (uint32_t)waits[i].val };
		many->queues[i] = (struct lot_wait){ .addr = addr,
						     .check = word_is,
						     .arg = &many->words[i],
						     .bitset = LOT_ANY,
						     .call = CALL_syscall };
		if (waits[i].__reserved ||
		    (waits[i].flags & ~(unsigned)FUTEX_PRIVATE_FLAG) != FUTEX_32 || !is_aligned(addr))
			return -EINVAL;
		private += (waits[i].flags & FUTEX_PRIVATE_FLAG) != 0;
	}
	return private;
}

static long wait_on_many(struct many *many, unsigned count, int64_t deadline_ns) {
	unsigned woken = 0;
	int error;
	do
		error = lot_wait_any(many->queues, count, deadline_ns, &woken);
	while (error == -EINTR && sync_goes_on(false));
	if (error == 0)
		return woken;
	for (unsigned i = 0; error == -EAGAIN && i < count; i++)
		error = many->words[i].bad ? -EFAULT : error;
	return error;
}

long futex_wait_any(const struct futex_waitv *waits, unsigned count, unsigned flags,
		    const struct timespec *until, clockid_t clock) {
	int64_t deadline_ns = FOREVER_NS;
	struct timespec time;
	if (flags || !waits || count == 0 || count > LOT_WAITS_MOST)
		return -EINVAL;
	int error = until ? read_time(until, &time) : 0;
	if (!error && until)
		error = -deadline_at(clock, &time, &deadline_ns);
	if (error)
		return error;
	/* The stack may be a small one. */
	struct many *many =
		mmap(NULL, sizeof *many, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	if (many == MAP_FAILED)
		return -ENOMEM;
	long result = read_waits(many, waits, count);
	if (result >= 0 && result < count)
		result = BLOCKING_CALL(syscall, sys(SYS_futex_waitv, waits, count, flags, until, clock));
	else if (result > 0)
		result = wait_on_many(many, count, deadline_ns);
	munmap(many, sizeof *many);
	return result;
}
