/* report.h - what all coroutines are doing: for the program that asks, and when nothing goes on any
 * more. */
#ifndef RUNTIME_REPORT_H
#define RUNTIME_REPORT_H

#include <stdbool.h>

struct hub;

/* One line each to a descriptor; `stacks`: and below it the calls that those of the calling hub are in.
 */
void report_write(int fd, bool stacks);

/* The hub has been waiting for a while with no timer and no descriptor that could wake it. Says so once,
 * if no other thread could either. On the carrier's context. */
void report_if_stuck(struct hub *hub);

#endif
