/* events.h - libev for a hub: descriptors that are watched, and sleep until one of them is ready, a timer
 * is due, or somebody knocks. By the hub's holder, unless it says otherwise. */
#ifndef RUNTIME_EVENTS_H
#define RUNTIME_EVENTS_H

#include <stdbool.h>

#include "runtime/check.h"
#include "runtime/co.h"

struct epoll_event;
struct events;
struct fd_rec;
struct hub;

/* Once, before the first. */
void events_start(void);

/* NULL: out of memory or descriptors. */
struct events *events_new(struct hub *hub);
void events_free(struct events *events);

/* Watch a descriptor for reading (0) or writing (1), until fd_ready says that it is no longer wanted.
 * False: out of memory. */
bool events_watch(struct hub *hub, struct fd_rec *rec, int dir);

/* Is any descriptor watched? */
bool events_are_watched(const struct events *events);

/* Tell fd.c what is ready: after waiting for that, a knock or the hub's first timer; or as it is now. On the
 * carrier's context. */
void events_sleep(struct events *events);
void events_look(struct events *events);

/* End its sleep. Any context, async-signal-safe. */
void events_knock(struct events *events);

/* For the monitor: would events_look find something? It may be wrong for a moment. */
bool events_may_be(const struct events *events);

/* libev calls these through the program's symbols, where they meet our stubs: true where it is libev on
 * a carrier's own context, and then our versions are to be used. They keep our descriptors out of
 * the program's way, wait with the precision of a timer, and turn errors that libev would die of into
 * readiness, so that whoever waits asks the kernel himself. Result or -errno. */
static inline bool events_context(void) {
	return unlikely(eg_tls.carrier != NULL || eg_tls.is_libev);
}
int events_epoll_wait(int fd, struct epoll_event *events, int room, int timeout_ms);
int events_epoll_ctl(int fd, int op, int target, struct epoll_event *event);

#endif
