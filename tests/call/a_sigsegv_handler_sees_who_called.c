/* A handler of a fault, as those that write a report of a crash, finds the functions that were interrupted by
 * unwinding, and the registers in its context - sigaction(2), backtrace(3). On its own stack, and on an
 * alternate one. */
#include <stdbool.h>
#include <ucontext.h>
#include <unwind.h>

#include "tests/test.h"

static __thread bool found;
static __thread char *altstack;
static const size_t altstack_size = 64 << 10;
static _Atomic int handled;

static void *thread(void *arg);

static _Unwind_Reason_Code look(struct _Unwind_Context *context, void *arg) {
	(void)arg;
	if (_Unwind_FindEnclosingFunction((void *)_Unwind_GetIP(context)) == (void *)thread)
		found = true;
	return _URC_NO_REASON;
}

static void on_fault(int sig, siginfo_t *info, void *context) {
	ucontext_t *uc = context;
	char *here = __builtin_frame_address(0);
	(void)sig;
	EXPECT(info->si_addr == (void *)8);
	EXPECT_EQ(here >= altstack && here < altstack + altstack_size, altstack != NULL);
	_Unwind_Backtrace(look, NULL);
	EXPECT(found);
	handled++;
	uc->uc_mcontext.gregs[REG_RAX] = (greg_t)(uintptr_t)&found; /* what the instruction writes to */
}

static void *thread(void *arg) {
	const double before = 1.5;
	double after = before;
	stack_t stack = { .ss_sp = arg, .ss_size = altstack_size };
	altstack = arg;
	if (arg)
		EXPECT_EQ(sigaltstack(&stack, NULL), 0);
	__asm__ volatile("movsd %1, %%xmm3\n\t"
			 "movl $8, %%eax\n\t"
			 "movb $1, (%%rax)\n\t"
			 "movsd %%xmm3, %0"
			 : "=m"(after)
			 : "m"(before)
			 : "rax", "xmm3", "memory");
	EXPECT(after == before);
	return arg;
}

int main(void) {
	struct sigaction action = { .sa_sigaction = on_fault, .sa_flags = SA_SIGINFO | SA_ONSTACK };
	EXPECT_EQ(sigaction(SIGSEGV, &action, NULL), 0);
	for (int i = 0; i < 2; i++)
		join_thread(start_thread(thread, i ? malloc(altstack_size) : NULL));
	EXPECT_EQ(handled, 2);
	return test_end();
}
