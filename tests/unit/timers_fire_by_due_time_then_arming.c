/* A hub's timers come in the order of their due times, and those of one time in the order of arming,
 * however many were armed and disarmed meanwhile. */
#include "runtime/co.h"
#include "runtime/timers.h"
#include "tests/test.h"

enum { COUNT = 5000, TIMES = 50 };

static struct timers timers;
static struct co *cos;
static char stack_top[1024];
static int64_t due[COUNT];
static int armed_as[COUNT];

static unsigned next_random(void) {
	static unsigned state = 12345;
	return (state = state * 1103515245 + 12345) >> 8;
}

static void arm(int i, int order) {
	due[i] = next_random() % TIMES;
	armed_as[i] = order;
	EXPECT_EQ(timers_arm(&timers, &cos[i], due[i]), 0);
}

int main(void) {
	struct co *taken[7];
	int order = 0, left = COUNT, last = -1;
	cos = calloc(COUNT, sizeof *cos);
	EXPECT(cos);
	for (int i = 0; i < COUNT; i++)
		cos[i].context.sp = stack_top; /* the frames of those that are due are looked at */
	EXPECT_EQ(timers_next_ns(&timers), INT64_MAX);
	for (int i = 0; i < COUNT; i++)
		arm(i, order++);
	for (int i = 0; i < COUNT; i += 3) {
		timers_disarm(&timers, &cos[i]);
		timers_disarm(&timers, &cos[i]); /* does nothing */
		if (i % 2)
			arm(i, order++);
		else
			left--;
	}
	for (int64_t now = 0; now < TIMES; now++) {
		unsigned n;
		while ((n = timers_take(&timers, now, taken, 7)) > 0) {
			for (unsigned k = 0; k < n; k++, left--) {
				int i = (int)(taken[k] - cos);
				EXPECT_EQ(due[i], now);
				EXPECT(last < 0 || due[last] < now || armed_as[last] < armed_as[i]);
				last = i;
			}
		}
		EXPECT(timers_next_ns(&timers) > now);
	}
	EXPECT_EQ(left, 0);
	EXPECT_EQ(timers_next_ns(&timers), INT64_MAX);
	timers_free(&timers);
	return 0;
}
