/* switch_x86_64.h - how context_switch is entered: by a jump, with the address to come back to in rax. See
 * switch_x86_64.S. To the compiler it is a call, but for the red zone, which it may be using. */
#ifndef RUNTIME_SWITCH_X86_64_H
#define RUNTIME_SWITCH_X86_64_H

#ifdef __AVX512F__
#define CLOBBERED_BY_AVX512                                                                             \
	, "xmm16", "xmm17", "xmm18", "xmm19", "xmm20", "xmm21", "xmm22", "xmm23", "xmm24", "xmm25",     \
		"xmm26", "xmm27", "xmm28", "xmm29", "xmm30", "xmm31", "k1", "k2", "k3", "k4", "k5",     \
		"k6", "k7"
#else
#define CLOBBERED_BY_AVX512
#endif

#define CONTEXT_SWITCH(save, to)                                                                        \
	__asm__ volatile("leaq -128(%%rsp), %%rsp\n\t"                                                  \
			 "leaq 1f(%%rip), %%rax\n\t"                                                    \
			 "jmp context_jump\n"                                                           \
			 "1:\tsubq $-128, %%rsp"                                                        \
			 : "+D"(save), "+S"(to)                                                         \
			 :                                                                              \
			 : "rax", "rcx", "rdx", "r8", "r9", "r10", "r11", "xmm0", "xmm1", "xmm2",       \
			   "xmm3", "xmm4", "xmm5", "xmm6", "xmm7", "xmm8", "xmm9", "xmm10", "xmm11",    \
			   "xmm12", "xmm13", "xmm14", "xmm15", "st", "st(1)", "st(2)", "st(3)",         \
			   "st(4)", "st(5)", "st(6)", "st(7)", "memory", "cc" CLOBBERED_BY_AVX512)

#define CONTEXT_LEAVE(from, to)                                                                         \
	do {                                                                                            \
		__asm__ volatile("jmp context_leave" : : "D"(from), "S"(to) : "memory");                \
		__builtin_unreachable();                                                                \
	} while (0)

#endif
