/* monitor.h - one kernel thread that does what nobody else has the time or the locks for. */
#ifndef RUNTIME_MONITOR_H
#define RUNTIME_MONITOR_H

/* Start it, unless it runs. 0 or -errno. Gate open. */
int monitor_start(void);

/* In a forked child it does not run. */
void monitor_forked(void);

/* A hub that was idle, or had one coroutine, is so no longer: watch it. Any context, and cheap. */
void monitor_wake(void);

/* There is something to do. Any context, async-signal-safe. */
void monitor_poke(void);

#endif
