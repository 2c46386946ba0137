/* check.h - assertions for our own bugs, and the two hints that the hot paths use.
 *
 * CHECK is always on and is for evergreen's bugs only: a program's bad descriptor or bad pointer is
 * an error return, never a CHECK. */
#ifndef RUNTIME_CHECK_H
#define RUNTIME_CHECK_H

#define likely(x)   __builtin_expect(!!(x), 1)
#define unlikely(x) __builtin_expect(!!(x), 0)

/* For the few functions that every call passes through. */
#define always_inline inline __attribute__((always_inline))

/* Prints one line with a raw write and aborts. Async-signal-safe. */
void check_failed(const char *file, int line, const char *what) __attribute__((noreturn, cold));

#define CHECK(x)                                                                                        \
	do {                                                                                            \
		if (unlikely(!(x)))                                                                     \
			check_failed(__FILE__, __LINE__, #x);                                           \
	} while (0)

/* The compiler may not move memory accesses over this line. */
#define barrier() __asm__ volatile("" ::: "memory")

#define container_of(ptr, type, member) ((type *)((char *)(ptr)-offsetof(type, member)))

#endif
