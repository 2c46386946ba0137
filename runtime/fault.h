/* fault.h - touching memory of which the program only says that it is there.
 *
 * Whoever handles SIGSEGV and SIGBUS asks fault_fixup first. Where both are blocked, a bad address ends
 * the process. */
#ifndef RUNTIME_FAULT_H
#define RUNTIME_FAULT_H

#include <stdbool.h>
#include <stdint.h>

/* Read an aligned word. False: it cannot be read. */
bool fault_load(const void *addr, uint32_t *value);

/* The same for one that is to be written: it is, with what it has, atomically. */
bool fault_load_for_write(void *addr, uint32_t *value);

/* Was the fault at *pc one of these functions'? Then *pc is where it goes on, to return false. */
bool fault_fixup(uintptr_t *pc);

#endif
