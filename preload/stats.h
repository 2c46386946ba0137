/* stats.h - see stats.c. */
#ifndef PRELOAD_STATS_H
#define PRELOAD_STATS_H

/* Keep what standard error is now for stats_print. In the constructor. */
void stats_start(void);

/* Print there. At exit. */
void stats_print(void);

#endif
