/* fence.h - a memory barrier on every processor that runs a thread of this process (membarrier), for the rare
 * side of a protocol whose frequent side then needs none. */
#ifndef RUNTIME_FENCE_H
#define RUNTIME_FENCE_H

#include <stdbool.h>

/* False: this kernel has none. Then it never had one. */
bool fence_everywhere(void);

#endif
