/* scope.h - deadline scopes: each caps every park of its coroutine until it is left.
 *
 * A coroutine's scopes are a list, the innermost first, in memory of the program's. co_park looks at one
 * number only, co->limit_ns, the earliest of their deadlines. */
#ifndef RUNTIME_SCOPE_H
#define RUNTIME_SCOPE_H

#include <stdbool.h>
#include <stdint.h>

#include "runtime/co.h"
#include "runtime/evergreen.h"

void scope_enter(struct co *self, eg_scope *scope, int64_t deadline_ns);

/* Returns whether its deadline was the one that ended a park. A scope that was left already, or never
 * entered, is none. */
bool scope_leave(eg_scope *scope);

bool scope_has_fired(const eg_scope *scope);

/* For co_park: the earliest deadline is over. */
void scope_fired(struct co *self);

#endif
