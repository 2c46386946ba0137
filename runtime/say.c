/* say.c - see say.h; also what a failed CHECK prints. */
#include "runtime/say.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "runtime/check.h"
#include "runtime/settings.h"
#include "runtime/sys.h"

void say(enum say_level level, const char *format, ...) {
	if (level > settings.verbosity)
		return;
	char line[512] = "evergreen: ";
	size_t len = strlen(line);
	va_list args;
	va_start(args, format);
	int printed = vsnprintf(line + len, sizeof line - len - 1, format, args);
	va_end(args);
	len += printed < 0 ? 0 : (size_t)printed;
	if (len > sizeof line - 2)
		len = sizeof line - 2;
	line[len++] = '\n';
	sys(SYS_write, 2, line, len);
}

void check_failed(const char *file, int line, const char *what) {
	say(SAY_ERROR, "bug at %s:%d: %s is not so; please report it", file, line, what);
	abort();
}
