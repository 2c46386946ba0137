/* say.c - see say.h; also what a failed CHECK prints. */
#include "runtime/say.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "runtime/check.h"
#include "runtime/settings.h"
#include "runtime/sys.h"

static void write_line(int fd, const char *beginning, const char *format, va_list args) {
	char line[512];
	size_t len = strlen(beginning), room = sizeof line - 1; /* and the end of the line */
	memcpy(line, beginning, len);
	int printed = vsnprintf(line + len, room - len, format, args);
	len += printed < 0 ? 0 : (size_t)printed;
	if (len > room - 1)
		len = room - 1;
	line[len++] = '\n';
	sys(SYS_write, fd, line, len);
}

void say(enum say_level level, const char *format, ...) {
	va_list args;
	if (level > settings.verbosity)
		return;
	va_start(args, format);
	write_line(2, "evergreen: ", format, args);
	va_end(args);
}

void say_line(int fd, const char *format, ...) {
	va_list args;
	va_start(args, format);
	write_line(fd, "", format, args);
	va_end(args);
}

void check_failed(const char *file, int line, const char *what) {
	say(SAY_ERROR, "bug at %s:%d: %s is not so; please report it", file, line, what);
	abort();
}
