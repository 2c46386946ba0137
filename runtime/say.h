/* say.h - what evergreen tells the user: single lines on stderr, each beginning with "evergreen:".
 * Raw writes of a line formatted on the stack: any context, async-signal-safe enough for a line
 * before death. */
#ifndef RUNTIME_SAY_H
#define RUNTIME_SAY_H

#include <stdatomic.h>

enum say_level { SAY_ERROR, SAY_WARN, SAY_INFO, SAY_DEBUG };

void say(enum say_level level, const char *format, ...) __attribute__((format(printf, 2, 3), cold));

/* A line without that beginning, to a descriptor. */
void say_line(int fd, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* The same as say, once for each place in the source. */
#define say_once(level, ...)                                                                            \
	do {                                                                                            \
		static _Atomic int said_;                                                               \
		if (!atomic_exchange(&said_, 1))                                                        \
			say(level, __VA_ARGS__);                                                        \
	} while (0)

#endif
