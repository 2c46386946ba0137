/* variadic.c - the exported functions with a variable number of arguments. The arguments are taken apart
 * here, and that is all. */
#include <sys/ptrace.h>

#include "shim/calls.h"
#include "shim/real.h"

#define EXPORT __attribute__((visibility("default")))

#pragma GCC diagnostic ignored "-Wmissing-prototypes"

EXPORT int fcntl(int fd, int command, ...) {
	va_list args;
	va_start(args, command);
	void *arg = va_arg(args, void *);
	va_end(args);
	return shim_is_vforked() || shim_is_left() ? real.fcntl(fd, command, arg)
						   : shim_fcntl(fd, command, arg);
}

__asm__(".globl fcntl64, __fcntl\n\t.type fcntl64, @function\n\t.type __fcntl, @function\n\t"
	".set fcntl64, fcntl\n\t.set __fcntl, fcntl");

EXPORT int ioctl(int fd, unsigned long request, ...) {
	va_list args;
	va_start(args, request);
	void *arg = va_arg(args, void *);
	va_end(args);
	return shim_is_vforked() || shim_is_left() ? real.ioctl(fd, request, arg)
						   : shim_ioctl(fd, request, arg);
}

EXPORT long syscall(long number, ...) {
	long arg[6];
	va_list args;
	va_start(args, number);
	for (int i = 0; i < 6; i++)
		arg[i] = va_arg(args, long);
	va_end(args);
	if (shim_is_left())
		return real.syscall(number, arg[0], arg[1], arg[2], arg[3], arg[4], arg[5]);
	return shim_syscall(number, arg[0], arg[1], arg[2], arg[3], arg[4], arg[5]);
}

EXPORT long ptrace(enum __ptrace_request request, ...) {
	va_list args;
	va_start(args, request);
	pid_t pid = va_arg(args, pid_t);
	void *addr = va_arg(args, void *), *data = va_arg(args, void *);
	va_end(args);
	return shim_is_left() ? real.ptrace(request, pid, addr, data)
			      : shim_ptrace(request, pid, addr, data);
}

EXPORT int prctl(int option, ...) {
	unsigned long arg[4];
	va_list args;
	va_start(args, option);
	for (int i = 0; i < 4; i++)
		arg[i] = va_arg(args, unsigned long);
	va_end(args);
	if (shim_is_left())
		return real.prctl(option, arg[0], arg[1], arg[2], arg[3]);
	return shim_prctl(option, arg[0], arg[1], arg[2], arg[3]);
}

/* ---- the system's log ---- */

#define LOGGED(name, last, v_call, params)                                                              \
	EXPORT void name params {                                                                       \
		va_list args;                                                                           \
		va_start(args, last);                                                                   \
		v_call;                                                                                 \
		va_end(args);                                                                           \
	}

void __vsyslog_chk(int priority, int flag, const char *format, va_list args);

LOGGED(syslog, format, vsyslog(priority, format, args), (int priority, const char *format, ...))
LOGGED(__syslog_chk, format, __vsyslog_chk(priority, flag, format, args),
       (int priority, int flag, const char *format, ...))

/* ---- stdio, on top of the exported v... functions ---- */

#define FORMATTED(name, last, v_call, params)                                                           \
	EXPORT int name params {                                                                        \
		va_list args;                                                                           \
		va_start(args, last);                                                                   \
		int result = v_call;                                                                    \
		va_end(args);                                                                           \
		return result;                                                                          \
	}

int __vprintf_chk(int flag, const char *format, va_list args);
int __vfprintf_chk(FILE *stream, int flag, const char *format, va_list args);
int __vwprintf_chk(int flag, const wchar_t *format, va_list args);
int __vfwprintf_chk(FILE *stream, int flag, const wchar_t *format, va_list args);
int __isoc99_vscanf(const char *format, va_list args);
int __isoc99_vfscanf(FILE *stream, const char *format, va_list args);
int __isoc99_vwscanf(const wchar_t *format, va_list args);
int __isoc99_vfwscanf(FILE *stream, const wchar_t *format, va_list args);

FORMATTED(printf, format, vprintf(format, args), (const char *format, ...))
FORMATTED(fprintf, format, vfprintf(stream, format, args), (FILE * stream, const char *format, ...))
FORMATTED(__printf_chk, format, __vprintf_chk(flag, format, args), (int flag, const char *format, ...))
FORMATTED(__fprintf_chk, format, __vfprintf_chk(stream, flag, format, args),
	  (FILE * stream, int flag, const char *format, ...))
FORMATTED(wprintf, format, vwprintf(format, args), (const wchar_t *format, ...))
FORMATTED(fwprintf, format, vfwprintf(stream, format, args), (FILE * stream, const wchar_t *format, ...))
FORMATTED(__wprintf_chk, format, __vwprintf_chk(flag, format, args),
	  (int flag, const wchar_t *format, ...))
FORMATTED(__fwprintf_chk, format, __vfwprintf_chk(stream, flag, format, args),
	  (FILE * stream, int flag, const wchar_t *format, ...))

FORMATTED(__isoc99_scanf, format, __isoc99_vscanf(format, args), (const char *format, ...))
FORMATTED(__isoc99_fscanf, format, __isoc99_vfscanf(stream, format, args),
	  (FILE * stream, const char *format, ...))
FORMATTED(__isoc99_wscanf, format, __isoc99_vwscanf(format, args), (const wchar_t *format, ...))
FORMATTED(__isoc99_fwscanf, format, __isoc99_vfwscanf(stream, format, args),
	  (FILE * stream, const wchar_t *format, ...))
