/* timer.h - see timer.c. */
#ifndef SHIM_TIMER_H
#define SHIM_TIMER_H

#include <signal.h>
#include <time.h>

/* In a forked child, which has none of its parent's timers. */
void timer_forked(void);

/* The system call timer_create, whose ids are numbers. */
long timer_raw_create(clockid_t clock, struct sigevent *event, int *id);

#endif
