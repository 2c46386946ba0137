/* The protocol of runtime/detach.c, in all interleavings of its steps: the hub never has two holders, no
 * coroutine enters a hub that was taken from it, and none is lost.
 *
 * Two parties, each a list of steps: the coroutine, which enters and leaves the gate a few times, and
 * the monitor, which asks a few times. The coroutine's plain stores go through a store buffer, as on
 * x86, that may be flushed at any time; a locked instruction or the monitor's membarrier flushes it.
 * Every reachable state is visited once. Then the same without the membarrier, and with the gate's
 * attention cleared after the answer: both must be found wrong, else this proves nothing. */
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { OUTSIDE, INSIDE };
enum { NO, ASKED, TAKEN, AWAY };
enum { CO, FRESH }; /* who holds the hub; FRESH: another carrier */
enum { ENTRIES = 3, QUESTIONS = 3, BUFFER = 2 };

/* Where the coroutine is. */
enum { RUNS, CLOSED, SLOW, ANSWER, ANSWERED, WAITS, GOES_HOME, QUEUED, IN_HUB, LEAVES, ENDED };
/* Where the monitor is. */
enum { IDLES, ASKS, RAISES, FENCES, LOOKS, SWAPS, WRITES, TELLS, WITHDRAWS, LOWERS, DONE };

struct state {
	unsigned char gate, attention, detach, holder; /* memory */
	unsigned char buffer[BUFFER], buffered; /* stores to `gate` that only the coroutine sees */
	unsigned char co, entries, monitor, questions;
};

static bool without_fence, clears_late;

/* The oldest buffered store reaches memory. */
static bool step_buffer(struct state *s) {
	if (!s->buffered)
		return false;
	s->gate = s->buffer[0];
	memmove(s->buffer, s->buffer + 1, BUFFER - 1);
	s->buffered--;
	s->buffer[s->buffered] = 0;
	return true;
}

static void flush(struct state *s) {
	while (step_buffer(s))
		;
}

static bool store_gate(struct state *s, unsigned char gate) {
	if (s->buffered == BUFFER)
		return false;
	s->buffer[s->buffered++] = gate;
	return true;
}

/* One step of the coroutine. False: it can make none. */
static bool step_co(struct state *s) {
	switch (s->co) {
	case RUNS: /* its own code, outside */
		if (s->entries == ENTRIES) {
			s->co = ENDED;
			return true;
		}
		if (!store_gate(s, INSIDE))
			return false;
		s->entries++;
		s->co = CLOSED;
		return true;
	case CLOSED: s->co = s->attention ? SLOW : IN_HUB; return true;
	case SLOW:
		flush(s);
		if (!clears_late)
			s->attention = 0;
		s->co = ANSWER;
		return true;
	case ANSWER:
		flush(s);
		if (s->detach == ASKED)
			s->detach = NO;
		s->co = s->detach == NO ? ANSWERED : WAITS;
		return true;
	case ANSWERED:
		if (clears_late)
			s->attention = 0;
		s->co = IN_HUB;
		return true;
	case WAITS:
		if (s->detach != AWAY)
			return false;
		s->co = GOES_HOME;
		return true;
	case GOES_HOME: /* its carrier, once it is off its stack */
		s->detach = NO;
		s->co = QUEUED;
		return true;
	case QUEUED: /* the hub gets to it */
		if (s->holder != FRESH)
			return false;
		s->holder = CO;
		s->co = IN_HUB;
		return true;
	case IN_HUB: s->co = LEAVES; return true;
	case LEAVES:
		if (!store_gate(s, OUTSIDE))
			return false;
		s->co = RUNS;
		return true;
	default: return false;
	}
}

static bool step_monitor(struct state *s) {
	switch (s->monitor) {
	case IDLES: /* it asks whom it sees in the hub: nobody leaves that for AWAY but by the monitor */
		if (s->holder != CO && s->questions < QUESTIONS) {
			if (s->co == ENDED)
				s->monitor = DONE;
			return s->co == ENDED;
		}
		s->monitor = s->questions == QUESTIONS ? DONE : ASKS;
		s->questions += s->questions < QUESTIONS;
		return true;
	case ASKS:
		s->detach = ASKED;
		s->monitor = RAISES;
		return true;
	case RAISES:
		s->attention = 1;
		s->monitor = without_fence ? LOOKS : FENCES;
		return true;
	case FENCES:
		flush(s);
		s->monitor = LOOKS;
		return true;
	case LOOKS: /* hub->current is the coroutine while it holds the hub */
		s->monitor = s->gate == OUTSIDE && s->holder == CO ? SWAPS : WITHDRAWS;
		return true;
	case SWAPS:
		s->monitor = s->detach == ASKED ? WRITES : WITHDRAWS;
		if (s->detach == ASKED)
			s->detach = TAKEN;
		return true;
	case WRITES:
		s->holder = FRESH;
		s->monitor = TELLS;
		return true;
	case TELLS:
		s->detach = AWAY;
		s->monitor = IDLES;
		return true;
	case WITHDRAWS:
		if (s->detach == ASKED)
			s->detach = NO;
		s->monitor = LOWERS;
		return true;
	case LOWERS:
		s->attention = 0;
		s->monitor = IDLES;
		return true;
	default: return false;
	}
}

/* ---- all states ---- */

enum { TABLE = 1 << 20 };
static struct state table[TABLE], todo[TABLE];
static bool used[TABLE];
static unsigned count;

static void visit(const struct state *s) {
	const unsigned char *key = (const unsigned char *)s;
	unsigned hash = 2166136261u;
	for (size_t i = 0; i < sizeof *s; i++)
		hash = (hash ^ key[i]) * 16777619u;
	unsigned at = hash % TABLE;
	while (used[at] && memcmp(&table[at], s, sizeof *s) != 0)
		at = (at + 1) % TABLE;
	if (used[at])
		return;
	used[at] = true;
	table[at] = todo[count++] = *s;
}

/* What is wrong somewhere, or NULL. */
static const char *explore(void) {
	bool (*const steps[])(struct state *) = { step_co, step_monitor, step_buffer };
	struct state first = { .holder = CO };
	const char *wrong = NULL;
	count = 0;
	memset(used, 0, sizeof used);
	visit(&first);
	for (unsigned i = 0; i < count && !wrong; i++) {
		struct state now = todo[i];
		bool moved = false;
		for (int k = 0; k < 3; k++) {
			struct state next = now;
			if (steps[k](&next)) {
				moved = true;
				visit(&next);
			}
		}
		if (now.co == IN_HUB && now.holder != CO)
			wrong = "a coroutine is inside a hub that another carrier holds";
		else if (!moved && (now.co != ENDED || now.monitor != DONE))
			wrong = "stuck for ever";
	}
	printf("%u states: %s\n", count, wrong ? wrong : "right");
	return wrong;
}

int main(void) {
	bool right = !explore();
	without_fence = true;
	bool fence_matters = explore();
	without_fence = false;
	clears_late = true;
	bool order_matters = explore();
	return right && fence_matters && order_matters ? 0 : 1;
}
