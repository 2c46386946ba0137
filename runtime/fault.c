/* fault.c - see fault.h. */
#include "runtime/fault.h"

extern const char fault_at_load[] __attribute__((visibility("hidden")));
extern const char fault_at_write[] __attribute__((visibility("hidden")));
extern const char fault_landing[] __attribute__((visibility("hidden")));

bool fault_fixup(uintptr_t *pc) {
	if (*pc != (uintptr_t)fault_at_load && *pc != (uintptr_t)fault_at_write)
		return false;
	*pc = (uintptr_t)fault_landing;
	return true;
}
