/* Timers that are due at once, in milliseconds, hours or never come in the order of their due times, neither
 * early nor late, while others are armed and disarmed all the time; and whoever sleeps until the next one is
 * not woken after it. */
#include "runtime/co.h"
#include "runtime/timers.h"
#include "tests/test.h"

enum { COUNT = 3000, STEPS = 200000 };

static struct timers timers;
static struct co *cos;
static char stack_top[1024];
static int64_t due[COUNT]; /* 0: not armed */
static int armed;

static uint64_t next_random(void) {
	static uint64_t state = 88172645463325252;
	state ^= state << 13;
	state ^= state >> 7;
	return state ^= state << 17;
}

/* A distance of any magnitude up to 4 hours; sometimes in the past, sometimes the end of time. */
static int64_t distance(void) {
	unsigned bits = (unsigned)(next_random() % 45);
	if (bits == 44)
		return INT64_MAX / 2;
	return (int64_t)(next_random() & ((UINT64_C(1) << bits) - 1)) - 1000;
}

static void arm(int i, int64_t now) {
	due[i] = now + distance();
	EXPECT_EQ(timers_arm(&timers, &cos[i], due[i]), 0);
	armed++;
}

static int64_t earliest(void) {
	int64_t least = INT64_MAX;
	for (int i = 0; i < COUNT; i++)
		least = due[i] && due[i] < least ? due[i] : least;
	return least;
}

/* All that are due, and no others. */
static void take(int64_t now) {
	struct co *taken[16];
	int64_t last = INT64_MIN;
	unsigned n;
	while ((n = timers_take(&timers, now, taken, 16)) > 0) {
		for (unsigned k = 0; k < n; k++, armed--) {
			int i = (int)(taken[k] - cos);
			EXPECT(due[i] && due[i] <= now && due[i] >= last);
			last = due[i];
			due[i] = 0;
		}
	}
}

int main(void) {
	int64_t now = INT64_C(5000000000000);
	cos = calloc(COUNT, sizeof *cos);
	EXPECT(cos);
	for (int i = 0; i < COUNT; i++)
		cos[i].context.sp = stack_top;
	for (int step = 0; step < STEPS; step++) {
		int i = (int)(next_random() % COUNT);
		if (!due[i]) {
			arm(i, now);
		} else if (next_random() % 4 == 0) {
			timers_disarm(&timers, &cos[i]);
			due[i] = 0;
			armed--;
		}
		if (step % 100 == 0) { /* asleep, until the next one or a while less */
			int64_t next = timers_next_ns(&timers), least = earliest();
			EXPECT(next <= least);
			EXPECT_EQ(timers.count, armed);
			if (next_random() % 2 && next < INT64_MAX / 4)
				now = next > now ? next : now;
			else
				now += (int64_t)(next_random() % 10000000);
			take(now);
			EXPECT(earliest() > now);
		}
	}
	take(now);
	/* As a hub that only sleeps: each wake-up finds something, or sleeps on. */
	while (armed > 0) {
		int64_t next = timers_next_ns(&timers), least = earliest();
		EXPECT(next <= least && next > now);
		now = next;
		take(now);
	}
	EXPECT_EQ(timers_next_ns(&timers), INT64_MAX);
	timers_free(&timers);
	return 0;
}
