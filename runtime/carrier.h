/* carrier.h - kernel threads: each runs a hub, or carries one coroutine through a blocking call, or
 * waits as a spare. */
#ifndef RUNTIME_CARRIER_H
#define RUNTIME_CARRIER_H

#include <sched.h>
#include <stdbool.h>

#include "runtime/switch.h"

struct co;
struct hub;

struct carrier {
	struct context context; /* its own: a stack and a TCB that no coroutine uses */
	struct hub *hub;        /* that it runs, or NULL; the monitor may take it: see detach.c */
	struct co *riding;      /* the coroutine that it carries off its hub, or NULL */
	bool stays; /* it is a kernel thread of the program's, or has made a child: it does not end */
	bool is_starting;       /* somebody waits for it */
	struct carrier *next;   /* among the spare ones */
	const cpu_set_t *bound; /* its processors, for the hub's sake; NULL: the usual ones */
	int tid;
	void *altstack;         /* for signal handlers of ours: mapped */
	_Atomic unsigned awake; /* futex of a spare one */
};

/* A carrier for the calling kernel thread, whose own stack and TCB stay with its first coroutine: the
 * carrier gets a made context, in which it runs the hub. NULL: out of memory. Gate open. */
struct carrier *carrier_adopt(struct hub *hub);

/* The processors that kernel threads of the process have from the start. */
const cpu_set_t *carriers_usual(void);

/* A new kernel thread that runs the hub. 0 or -errno. Gate open. */
int carrier_start(struct hub *hub);

/* That of the kernel thread which runs the coroutine, or NULL: none does. It may have changed by the time that
 * one looks, though not while the coroutine stays outside the gate. Any context. */
const struct carrier *carrier_of(const struct co *co);

/* The calling coroutine has made a child: that gets its parent-death signal (PR_SET_PDEATHSIG) when this kernel
 * thread ends, which now it does not. Gate open. */
void carrier_has_child(const struct co *self);

/* A carrier that has nothing to do, or NULL: then the worker makes some, or there is a line on stderr. And
 * what becomes of it. Takes no lock of libc's. */
struct carrier *carrier_reserve(void);
void carrier_give_back(struct carrier *carrier);
void carrier_give_hub(struct carrier *carrier, struct hub *hub);

/* Give a coroutine, which is off its stack, to a spare carrier, or have one made. Gate closed. */
void carrier_take(struct co *co);

/* How many wait as spares; -1 if a coroutine waits for one. */
int carriers_idle(void);

/* The worker's part: make the carriers that are waited for, and some for those who cannot wait. */
void carriers_make(void);

/* The same, once: see to it that some more can be made while malloc's lock is held. */
void carriers_stock(void);

/* In a forked child, where none of them exists. */
void carriers_forked(void);

/* A detached kernel thread of ours, with a small stack and all signals blocked. 0 or -errno. */
int carrier_thread(void *(*fn)(void *), void *arg);

#endif
