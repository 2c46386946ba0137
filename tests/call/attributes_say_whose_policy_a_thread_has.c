/* "PTHREAD_EXPLICIT_SCHED Threads that are created using attr take their scheduling attributes from the values
 * specified by the attributes object" - pthread_attr_setinheritsched(3). "EPERM No permission to set the scheduling
 * policy and parameters specified in attr" - pthread_create(3). */
#include <sched.h>

#include "tests/test.h"

static void *tell_policy(void *arg) {
	struct sched_param param;
	int policy;
	EXPECT_EQ(pthread_getschedparam(pthread_self(), &policy, &param), 0);
	EXPECT_EQ(param.sched_priority, policy == SCHED_RR ? 3 : 0);
	EXPECT_EQ(sched_getscheduler(0), policy);
	*(int *)arg = policy;
	return NULL;
}

static int make(int inherit, int policy, int priority, int *is) {
	struct sched_param param = { .sched_priority = priority };
	pthread_attr_t attr;
	pthread_t id;
	EXPECT_EQ(pthread_attr_init(&attr), 0);
	EXPECT_EQ(pthread_attr_setinheritsched(&attr, inherit), 0);
	EXPECT_EQ(pthread_attr_setschedpolicy(&attr, policy), 0);
	EXPECT_EQ(pthread_attr_setschedparam(&attr, &param), 0);
	int error = pthread_create(&id, &attr, tell_policy, is);
	if (!error)
		join_thread(id);
	return error;
}

static void *batch(void *arg) {
	struct sched_param param = { 0 };
	int is = -1;
	EXPECT_EQ(sched_setscheduler(0, SCHED_BATCH, &param), 0);
	EXPECT_EQ(make(PTHREAD_INHERIT_SCHED, SCHED_OTHER, 0, &is), 0);
	EXPECT_EQ(is, SCHED_BATCH);
	EXPECT_EQ(make(PTHREAD_EXPLICIT_SCHED, SCHED_OTHER, 0, &is), 0);
	EXPECT_EQ(is, SCHED_OTHER);
	int error = make(PTHREAD_EXPLICIT_SCHED, SCHED_RR, 3, &is);
	if (error)
		EXPECT_EQ(error, EPERM);
	else
		EXPECT_EQ(is, SCHED_RR);
	param.sched_priority = 3;
	EXPECT_EQ(pthread_setschedparam(pthread_self(), SCHED_FIFO, &param), error);
	return arg;
}

static void without_privileges(void) {
	struct sched_param param = { .sched_priority = 3 };
	int is;
	if (setuid(65534) != 0)
		SKIP("not root");
	join_thread(start_thread(tell_policy, &is));
	EXPECT_EQ(make(PTHREAD_EXPLICIT_SCHED, SCHED_RR, 3, &is), EPERM);
	EXPECT_EQ(pthread_setschedparam(pthread_self(), SCHED_RR, &param), EPERM);
	EXPECT_ERRNO(sched_setscheduler(0, SCHED_FIFO, &param), EPERM);
}

int main(void) {
	join_thread(start_thread(batch, NULL));
	int status = run_in_child(without_privileges);
	EXPECT(status == 0 || status == 77);
	return test_end();
}
