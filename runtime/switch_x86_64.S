/* switch_x86_64.S - the context switch for the System V ABI on x86-64: see switch_x86_64.h.
 *
 * What lies on a stack that is not running, from context.sp upwards:
 *
 *      0   MXCSR (4 bytes), x87 control word (2), unused (2)
 *      8   r15   16  r14   24  r13   32  r12   40  rbx   48  rbp
 *     56   where to go on
 *
 * Nothing here calls or returns, so the processor's own stack of return addresses stays as deep as the calls
 * are: where coroutines wait at the same depth, for one that parks or ends as deep as it began, their returns
 * are predicted. So is the jump to where one goes on, of which there are few. */

	.macro	save reg
	pushq	%\reg
	.cfi_adjust_cfa_offset 8
	.cfi_rel_offset %\reg, 0
	.endm

	.macro	restore reg
	popq	%\reg
	.cfi_adjust_cfa_offset -8
	.cfi_restore %\reg
	.endm

	.macro	function name
	.text
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

/* Save in rdi, to go on at rax; go on in rsi. Keeps what a call keeps. */
	function context_jump
	.cfi_def_cfa_offset 0
	.cfi_register %rip, %rax
	movq	8(%rsi), %rdx		/* the thread pointer to go on with */
	pushq	%rax
	.cfi_adjust_cfa_offset 8
	.cfi_rel_offset %rip, 0
	save	rbp
	save	rbx
	save	r12
	save	r13
	save	r14
	save	r15
	subq	$8, %rsp
	.cfi_adjust_cfa_offset 8
	stmxcsr	(%rsp)
	fnstcw	4(%rsp)

	movq	%rsp, (%rdi)
.Lgo_on:
	movq	(%rsi), %rsp		/* the other stack, laid out alike */
	cmpq	8(%rdi), %rdx
	jne	.Lthread_pointer
.Lregisters:
	ldmxcsr	(%rsp)			/* cheaper than to read and compare what there was */
	fldcw	4(%rsp)
	.cfi_remember_state
	addq	$8, %rsp
	.cfi_adjust_cfa_offset -8
	restore	r15
	restore	r14
	restore	r13
	restore	r12
	restore	rbx
	restore	rbp
	popq	%rcx
	.cfi_adjust_cfa_offset -8
	.cfi_register %rip, %rcx
	jmp	*%rcx
	.cfi_restore_state

.Lthread_pointer:
	cmpb	$0, context_has_wrfsbase(%rip)
	je	.Larch_prctl
	wrfsbase %rdx
	jmp	.Lregisters
.Larch_prctl:
	movl	$158, %eax		/* arch_prctl(ARCH_SET_FS, thread pointer) */
	movl	$0x1002, %edi
	movq	%rdx, %rsi
	syscall
	jmp	.Lregisters
	end	context_jump

/* void context_leave(const struct context *from rdi, const struct context *to rsi) */
	function context_leave
	movq	8(%rsi), %rdx
	jmp	.Lgo_on
	end	context_leave

/* Where a new context goes on first: entry in r12, its argument in r13. The return address is the end of this
 * function. Nothing called us: unwinders and debuggers stop here. */
	function context_start
	.cfi_undefined %rip
	movq	%r13, %rdi
	xorl	%ebp, %ebp
	jmp	*%r12
.Lstart_end:
	ud2
	end	context_start

/* void context_make(struct context *ctx rdi, void *top rsi, void (*entry)(void *) rdx, void *arg rcx) */
	function context_make
	andq	$-16, %rsi		/* entry finds the stack as after a call */
	leaq	.Lstart_end(%rip), %rax
	movq	%rax, -8(%rsi)
	leaq	context_start(%rip), %rax
	movq	%rax, -16(%rsi)
	movq	$0, -24(%rsi)		/* rbp */
	movq	$0, -32(%rsi)		/* rbx */
	movq	%rdx, -40(%rsi)		/* r12 */
	movq	%rcx, -48(%rsi)		/* r13 */
	movq	$0, -56(%rsi)		/* r14 */
	movq	$0, -64(%rsi)		/* r15 */
	movq	$0, -72(%rsi)
	stmxcsr	-72(%rsi)		/* a new thread inherits the floating-point environment */
	fnstcw	-68(%rsi)
	subq	$72, %rsi
	movq	%rsi, (%rdi)
	ret
	end	context_make

/* void context_set_thread_pointer(void *thread_pointer rdi) */
	function context_set_thread_pointer
	cmpb	$0, context_has_wrfsbase(%rip)
	je	1f
	wrfsbase %rdi
	ret
1:	movq	%rdi, %rsi
	movl	$158, %eax		/* arch_prctl(ARCH_SET_FS, thread pointer) */
	movl	$0x1002, %edi
	syscall
	ret
	end	context_set_thread_pointer

/* void context_call(void *top rdi, void (*fn)(void *) rsi, void *arg rdx) */
	function context_call
	pushq	%rbp
	.cfi_adjust_cfa_offset 8
	.cfi_rel_offset %rbp, 0
	movq	%rsp, %rbp
	.cfi_def_cfa_register %rbp
	andq	$-16, %rdi
	movq	%rdi, %rsp
	movq	%rdx, %rdi
	call	*%rsi
	movq	%rbp, %rsp
	.cfi_def_cfa_register %rsp
	popq	%rbp
	.cfi_adjust_cfa_offset -8
	ret
	end	context_call

	.section .note.GNU-stack, "", @progbits
