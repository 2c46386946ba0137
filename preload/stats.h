/* stats.h - see stats.c. */
#ifndef PRELOAD_STATS_H
#define PRELOAD_STATS_H

/* Print, on standard error. At exit. */
void stats_print(void);

#endif
