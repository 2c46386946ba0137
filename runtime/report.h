/* report.h - what all coroutines are doing: for the program that asks, and when nothing goes on any
 * more. */
#ifndef RUNTIME_REPORT_H
#define RUNTIME_REPORT_H

#include <stdbool.h>
#include <stdint.h>

struct co;
struct hub;

/* One line each to a descriptor; `stacks`: and below it the calls that those of the calling hub are in. */
void report_write(int fd, bool stacks);

/* The hub has been waiting for a while with no timer and no descriptor that could wake it. Says so once,
 * if no other thread could either. On the carrier's context. */
void report_if_stuck(struct hub *hub);

/* The hub's current coroutine has kept others waiting for so long: says so, with the calls that it is in,
 * and ends the process if that is the setting. Takes the loader's locks: for the worker (monitor.c). */
void report_culprit(struct hub *hub, struct co *co, int64_t kept_ns);

#endif
