/* monitor.h - two kernel threads that do what nobody else has the time or the locks for. */
#ifndef RUNTIME_MONITOR_H
#define RUNTIME_MONITOR_H

enum { MONITOR_THREADS = 2 };

/* Start them, unless they run. 0 or -errno. Gate open. */
int monitor_start(void);

/* In a forked child they do not run. */
void monitor_forked(void);

/* Whatever coroutine the hubs had before this call, the watcher does not look at any more. */
void monitor_settle(void);

/* A hub that was idle, or had one coroutine, is so no longer: watch it. Any context, and cheap. */
void monitor_wake(void);

/* A thread that computes found every hub busy, more than once: there should be one more. Any context. */
void monitor_wants_hub(void);

/* There is something to do. Any context, async-signal-safe. */
void monitor_poke(void);

#endif
