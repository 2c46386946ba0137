/* pthread_setschedparam(3): "EINVAL policy is not a recognized policy, or param does not make sense
 * for the policy." Threads begin as SCHED_OTHER with priority 0. */
#include <sched.h>

#include "tests/test.h"

static int fds[2];

static void *thread(void *arg) {
	struct sched_param param = { .sched_priority = 1 };
	int policy;
	EXPECT_EQ(pthread_setschedparam(pthread_self(), SCHED_OTHER, &param), EINVAL);
	EXPECT_EQ(pthread_setschedparam(pthread_self(), 99, &param), EINVAL);
	param.sched_priority = 0;
	EXPECT_EQ(pthread_setschedparam(pthread_self(), SCHED_BATCH, &param), 0);
	EXPECT_EQ(pthread_getschedparam(pthread_self(), &policy, &param), 0);
	EXPECT_EQ(policy, SCHED_BATCH);
	hear(fds[0]);
	return arg;
}

int main(void) {
	struct sched_param param = { .sched_priority = -1 };
	int policy = -1;
	EXPECT_EQ(pipe(fds), 0);
	pthread_t id = start_thread(thread, NULL);
	EXPECT_EQ(pthread_getschedparam(pthread_self(), &policy, &param), 0);
	EXPECT_EQ(policy, SCHED_OTHER);
	EXPECT_EQ(param.sched_priority, 0);
	tell(fds[1]);
	join_thread(id);
	return test_end();
}
