/* fault_x86_64.S - two instructions that may fault, and where they go on then: see fault.h. */

	.macro	function name
	.globl	\name
	.hidden	\name
	.type	\name, @function
	.p2align 4
\name:
	.cfi_startproc
	endbr64
	.endm

	.macro	end name
	.cfi_endproc
	.size	\name, .-\name
	.endm

	.macro	label name
	.globl	\name
	.hidden	\name
\name:
	.endm

	.text

/* bool fault_load(const void *addr rdi, uint32_t *value rsi) */
	function fault_load
	label	fault_at_load
	movl	(%rdi), %eax
	movl	%eax, (%rsi)
	movl	$1, %eax
	ret
	end	fault_load

/* bool fault_load_for_write(void *addr rdi, uint32_t *value rsi) */
	function fault_load_for_write
	xorl	%eax, %eax
	label	fault_at_write
	lock xaddl %eax, (%rdi)
	movl	%eax, (%rsi)
	movl	$1, %eax
	ret
	end	fault_load_for_write

/* Either returns false. */
	function fault_landing
	xorl	%eax, %eax
	ret
	end	fault_landing

	.section .note.GNU-stack, "", @progbits
