/* foreign.h - see foreign.c. */
#ifndef PRELOAD_FOREIGN_H
#define PRELOAD_FOREIGN_H

/* What manages the threads of this process in the place of libc: a name for it, or NULL. In the
 * constructor. */
const char *foreign_runtime(void);

#endif
