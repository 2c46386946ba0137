/* unwind.h - what calls a stack is in, by libunwind.
 *
 * It is loaded when it is first asked for, and for us alone: the program keeps its own unwinder. */
#ifndef RUNTIME_UNWIND_H
#define RUNTIME_UNWIND_H

#include <stdbool.h>

/* Takes the loader's locks. False: there is no libunwind. */
bool unwind_load(void);

/* Call `line` with a description of each frame, from the innermost of the program's on: of the caller's
 * stack, or of what a signal has interrupted (its ucontext_t). After unwind_load. One at a time. */
void unwind_describe(void *ucontext, void (*line)(const char *text, void *arg), void *arg);

#endif
