/* stubs.c - the exported functions, expanded from shim/calls.def. No logic here: what a call does is in
 * its shim.
 *
 * Built without _FILE_OFFSET_BITS, which would rename functions, and without _FORTIFY_SOURCE, which
 * would replace them. */
#define __NO_INLINE__ 1 /* nor may glibc's headers define getchar and others before us */
#include "shim/calls.h"
#include "shim/cancel.h"
#include "shim/real.h"
#include "shim/stream.h"

/* The fortified functions have no prototypes. */
#pragma GCC diagnostic ignored "-Wmissing-prototypes"

#define EXPORT __attribute__((visibility("default")))

#define PARK(family, returns, name, params, args)                                                       \
	EXPORT returns name params {                                                                    \
		struct co *self = shim_enter_park(FAMILY_##family, CALL_##name);                        \
		if (!self)                                                                              \
			return real.name args;                                                          \
		cancel_act(self);                                                                       \
		returns returned = shim_##name(self, STRIP_ args);                                      \
		gate_leave(self);                                                                       \
		cancel_point(self);                                                                     \
		return returned;                                                                        \
	}

#define PARK_VOID(family, name, params, args)                                                           \
	EXPORT void name params {                                                                       \
		struct co *self = shim_enter_park(FAMILY_##family, CALL_##name);                        \
		if (self)                                                                               \
			shim_##name(self, STRIP_ args);                                                 \
		else                                                                                    \
			real.name args;                                                                 \
		gate_leave(self);                                                                       \
	}

/* What a child of vfork may call, and must not be hooked there. */
#define IS_LEFT_io      shim_is_vforked()
#define IS_LEFT_poll    shim_is_vforked()
#define IS_LEFT_process shim_is_vforked()
#define IS_LEFT_signal  shim_is_vforked()
#define IS_LEFT_files   shim_is_vforked()
#define IS_LEFT_threads false
#define IS_LEFT_sync    false
#define IS_LEFT_time    false

#define HOOK(family, returns, name, params, args)                                                       \
	EXPORT returns name params {                                                                    \
		if (IS_LEFT_##family)                                                                   \
			return real.name args;                                                          \
		return shim_##name args;                                                                \
	}

#define POINT(family, returns, name, params, args)                                                      \
	EXPORT returns name params {                                                                    \
		if (IS_LEFT_##family)                                                                   \
			return real.name args;                                                          \
		cancel_act(co_self());                                                                  \
		returns returned = shim_##name args;                                                    \
		cancel_point(co_self());                                                                \
		return returned;                                                                        \
	}

#define LAST(family, name, params, args)                                                                \
	EXPORT void name params {                                                                       \
		shim_##name args;                                                                       \
	}

#define STREAM(returns, name, params, args, stream)                                                     \
	EXPORT returns name params {                                                                    \
		const void *lock = stream_enter(stream);                                                \
		returns result = real.name args;                                                        \
		stream_leave(lock);                                                                     \
		cancel_point(co_self());                                                                \
		return result;                                                                          \
	}

#define STREAM_VOID(name, params, args, stream)                                                         \
	EXPORT void name params {                                                                       \
		const void *lock = stream_enter(stream);                                                \
		real.name args;                                                                         \
		stream_leave(lock);                                                                     \
		cancel_point(co_self());                                                                \
	}

#define ALIAS(alias, name)                                                                              \
	__asm__(".globl " #alias "\n\t.type " #alias ", @function\n\t.set " #alias ", " #name);

#include "shim/calls.def"
