/* sys.h - the kernel, called directly.
 *
 * Raw system calls return a result or -errno, touch no errno and are no cancellation points: what the
 * runtime and the non-blocking tries of the shims need. A call that libc wraps with semantics of its
 * own is made through shim/real.h instead. Any context, async-signal-safe. */
#ifndef RUNTIME_SYS_H
#define RUNTIME_SYS_H

#include <errno.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/syscall.h>

#if defined __x86_64__
static inline long sys6(long n, long a, long b, long c, long d, long e, long f) {
	register long r10 __asm__("r10") = d;
	register long r8 __asm__("r8") = e;
	register long r9 __asm__("r9") = f;
	long ret;
	__asm__ volatile("syscall"
			 : "=a"(ret)
			 : "a"(n), "D"(a), "S"(b), "d"(c), "r"(r10), "r"(r8), "r"(r9)
			 : "rcx", "r11", "memory");
	return ret;
}
#elif defined __aarch64__
static inline long sys6(long n, long a, long b, long c, long d, long e, long f) {
	register long x8 __asm__("x8") = n;
	register long x0 __asm__("x0") = a;
	register long x1 __asm__("x1") = b;
	register long x2 __asm__("x2") = c;
	register long x3 __asm__("x3") = d;
	register long x4 __asm__("x4") = e;
	register long x5 __asm__("x5") = f;
	__asm__ volatile("svc 0"
			 : "+r"(x0)
			 : "r"(x8), "r"(x1), "r"(x2), "r"(x3), "r"(x4), "r"(x5)
			 : "memory");
	return x0;
}
#else
#error "evergreen knows x86-64 and aarch64"
#endif

/* sys(SYS_write, fd, buf, count): up to six arguments, each taken as a long. */
#define SYS_ARG_(x) (long)(x)
#define SYS_7_(n, a, b, c, d, e, f, ...)                                                                \
	sys6(n, SYS_ARG_(a), SYS_ARG_(b), SYS_ARG_(c), SYS_ARG_(d), SYS_ARG_(e), SYS_ARG_(f))
#define sys(...) SYS_7_(__VA_ARGS__, 0, 0, 0, 0, 0, 0, 0)

/* Can the memory be read? For what a program passes by pointer and we look at before the kernel does.
 * Nothing is changed: the kernel reads the mask before it finds `how` to be none. */
static inline bool sys_is_readable(const void *at, size_t len) {
	const char *p = at, *last = p + len - 8;
	for (; p < last; p += 4096) {
		if (sys(SYS_rt_sigprocmask, -1, p, 0, 8) == -EFAULT)
			return false;
	}
	return len < 8 || sys(SYS_rt_sigprocmask, -1, last, 0, 8) != -EFAULT;
}

#endif
