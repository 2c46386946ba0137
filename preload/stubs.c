/* stubs.c - the exported functions, expanded from shim/calls.def. No logic here: what a call does is in
 * its shim.
 *
 * Built without _FILE_OFFSET_BITS, which would rename functions, and without _FORTIFY_SOURCE, which
 * would replace them. */
#define __NO_INLINE__ 1 /* nor may glibc's headers define getchar and others before us */
#include "runtime/kthread.h"
#include "shim/calls.h"
#include "shim/cancel.h"
#include "shim/real.h"
#include "shim/stream.h"

/* The fortified functions have no prototypes. */
#pragma GCC diagnostic ignored "-Wmissing-prototypes"

#define EXPORT __attribute__((visibility("default")))

/* A call that goes straight to libc. Without coroutines, those of evergreen.h's threads can be ended. */
#define LIBC(returns, name, args)                                                                       \
	do {                                                                                            \
		struct co *caller = eg_tls.kthread;                                                     \
		if (likely(!caller))                                                                    \
			return real.name args;                                                          \
		int saved_errno = kthread_begin_call(caller);                                           \
		returns returned = real.name args;                                                      \
		kthread_end_call(caller, saved_errno);                                                  \
		return returned;                                                                        \
	} while (0)

#define PARK(family, returns, name, params, args)                                                       \
	EXPORT returns name params {                                                                    \
		struct co *self = shim_enter_park(FAMILY_##family, CALL_##name);                        \
		if (!self)                                                                              \
			LIBC(returns, name, args);                                                      \
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
		if (IS_LEFT_##family || shim_is_left())                                                 \
			return real.name args;                                                          \
		return shim_##name args;                                                                \
	}

#define POINT(family, returns, name, params, args)                                                      \
	EXPORT returns name params {                                                                    \
		if (IS_LEFT_##family || shim_is_left())                                                 \
			LIBC(returns, name, args);                                                      \
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
		if (unlikely(eg_tls.kthread != NULL))                                                   \
			LIBC(returns, name, args);                                                      \
		const void *lock = stream_enter(stream);                                                \
		returns returned = real.name args;                                                      \
		stream_leave(lock);                                                                     \
		cancel_point(co_self());                                                                \
		return returned;                                                                        \
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
