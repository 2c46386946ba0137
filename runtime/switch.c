/* switch.c - what the assembly of the switch needs to know of the machine. */
#include "runtime/switch.h"

#include <sys/auxv.h>

#if defined __x86_64__
/* WRFSBASE from user space; without it the thread pointer costs a system call. Read by the assembly. */
__attribute__((visibility("hidden"))) unsigned char context_has_wrfsbase;

void context_init(void) {
	enum { HWCAP2_FSGSBASE = 1 << 1 };
	context_has_wrfsbase = (getauxval(AT_HWCAP2) & HWCAP2_FSGSBASE) != 0;
}
#else
void context_init(void) {
}
#endif
