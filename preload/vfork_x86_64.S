/* vfork_x86_64.S - vfork: the child runs on the parent's stack and in its memory, so nothing of ours may
 * be on the stack when it returns, and nothing of ours may be changed until it is gone. */

	.text
	.globl	vfork, __vfork
	.type	vfork, @function
	.type	__vfork, @function
	.p2align 4
vfork:
__vfork:
	.cfi_startproc
	endbr64
	subq	$8, %rsp
	.cfi_adjust_cfa_offset 8
	call	process_vfork_begin
	addq	$8, %rsp
	.cfi_adjust_cfa_offset -8
	popq	%rdi			/* the return address: the child's calls overwrite its place */
	.cfi_adjust_cfa_offset -8
	.cfi_register %rip, %rdi
	movl	$58, %eax		/* vfork */
	syscall
	pushq	%rdi
	.cfi_adjust_cfa_offset 8
	.cfi_rel_offset %rip, 0
	testq	%rax, %rax
	jz	1f			/* the child */
	movq	%rax, %rdi
	jmp	process_vfork_end	/* the parent, or nobody: returns the result */
1:	subq	$8, %rsp
	.cfi_adjust_cfa_offset 8
	call	process_vfork_child
	addq	$8, %rsp
	.cfi_adjust_cfa_offset -8
	xorl	%eax, %eax
	ret
	.cfi_endproc
	.size	vfork, .-vfork
	.size	__vfork, .-__vfork

	.section .note.GNU-stack, "", @progbits
