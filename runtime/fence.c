/* fence.c - see fence.h. */
#include "runtime/fence.h"

#include <errno.h>
#include <linux/membarrier.h>

#include "runtime/sys.h"

bool fence_everywhere(void) {
	long error = sys(SYS_membarrier, MEMBARRIER_CMD_PRIVATE_EXPEDITED, 0, 0);
	if (error == -EPERM) { /* not asked for yet */
		sys(SYS_membarrier, MEMBARRIER_CMD_REGISTER_PRIVATE_EXPEDITED, 0, 0);
		error = sys(SYS_membarrier, MEMBARRIER_CMD_PRIVATE_EXPEDITED, 0, 0);
	}
	return error == 0;
}
