/* sigframe.c - see sigframe.h. For x86-64: arch/x86/kernel/signal_64.c in Linux has the layout, upwards from where
 * the handler's stack pointer is: the address to return to, which ends the handler; the context; the siginfo; and
 * somewhere above these the floating-point state. */
#include "shim/sigframe.h"

#include <stddef.h>
#include <string.h>

#include "runtime/check.h"

enum { LINE = 64 }; /* that state has to begin at a multiple of */
enum { FLAG_TRAP = 0x100, FLAG_DIRECTION = 0x400, FLAG_RESUME = 0x10000 };

/* Of the floating-point state: as its reserved part says, where there is more than FXSAVE's. */
static size_t state_size(const void *state) {
	enum { FXSAVE = 512, SOFTWARE = 464 };
	const uint32_t magic = 0x46505853;
	uint32_t said[2];
	memcpy(said, (const char *)state + SOFTWARE, sizeof said);
	return said[0] == magic ? said[1] : FXSAVE;
}

static char *align_down(char *p, size_t to) {
	return (char *)((uintptr_t)p & -to);
}

void sigframe_move(int sig, siginfo_t *info, ucontext_t *context, char *top, uint64_t mask,
		   void (*fn)(int sig, siginfo_t *info, void *context)) {
	char *from = (char *)context - sizeof(void *);
	size_t size = (size_t)((char *)(info + 1) - from);
	greg_t *regs = context->uc_mcontext.gregs;
	CHECK((char *)info > from && size < 1024);

	if (context->uc_mcontext.fpregs) {
		size_t state = state_size(context->uc_mcontext.fpregs);
		top = align_down(top - state, LINE);
		memcpy(top, context->uc_mcontext.fpregs, state);
	}
	char *frame = align_down(top - size, 16) - sizeof(void *); /* as behind a call */
	memcpy(frame, from, size);
	ucontext_t *copy = (ucontext_t *)(void *)(frame + sizeof(void *));
	if (context->uc_mcontext.fpregs)
		copy->uc_mcontext.fpregs = (fpregset_t)(void *)top;

	regs[REG_RIP] = (greg_t)(uintptr_t)fn;
	regs[REG_RSP] = (greg_t)(uintptr_t)frame;
	regs[REG_RDI] = sig;
	regs[REG_RSI] = (greg_t)(uintptr_t)(frame + ((char *)info - from));
	regs[REG_RDX] = (greg_t)(uintptr_t)copy;
	regs[REG_RAX] = 0;
	regs[REG_EFL] &= ~(greg_t)(FLAG_TRAP | FLAG_DIRECTION | FLAG_RESUME);
	context->uc_mcontext.fpregs = NULL; /* a handler starts with a clean one */
	memcpy(&context->uc_sigmask, &mask, sizeof mask);
}
