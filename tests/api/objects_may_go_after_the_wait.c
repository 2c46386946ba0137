/* When a wait has come back, the object's memory may go, though whoever ended the wait runs on another kernel thread
 * and is in its call still. */
#include "tests/turns.h"

static _Atomic int calls;

static void *set_event(void *event) {
	eg_event_set(event);
	calls++;
	return NULL;
}

static void *set_result(void *result) {
	EXPECT_EQ(eg_result_set(result, NULL), 0);
	calls++;
	return NULL;
}

static void *release(void *sem) {
	EXPECT_EQ(eg_sem_release(sem), 0);
	calls++;
	return NULL;
}

static void *ends(void *arg) {
	calls++;
	return arg;
}

static void once(int waits) {
	eg_event event = EG_EVENT_INIT;
	eg_result result = EG_RESULT_INIT;
	eg_sem sem = EG_SEM_INIT(0, 0);
	eg_group group = EG_GROUP_INIT(0);
	int before = calls;
	EXPECT(eg_spawn(set_event, &event, .flags = EG_NATIVE | EG_DETACHED) != NULL);
	EXPECT(eg_spawn(set_result, &result, .flags = EG_NATIVE | EG_DETACHED) != NULL);
	EXPECT(eg_spawn(release, &sem, .flags = EG_NATIVE | EG_DETACHED) != NULL);
	eg_co *member = eg_spawn(ends, NULL, .flags = EG_NATIVE);
	EXPECT_EQ(eg_group_add(&group, member, EG_FOREVER), 0);
	eg_unref(member);
	while (!waits && calls < before + 3) /* these are about to come back */
		eg_sleep(0);
	EXPECT_EQ(eg_event_wait(&event, EG_FOREVER), 0);
	memset(&event, 0xff, sizeof event);
	EXPECT_EQ(eg_result_get(&result, NULL, EG_FOREVER), 0);
	memset(&result, 0xff, sizeof result);
	EXPECT_EQ(eg_sem_acquire(&sem, EG_FOREVER), 0);
	memset(&sem, 0xff, sizeof sem);
	EXPECT_EQ(eg_group_join(&group, EG_FOREVER), 0);
	eg_group_destroy(&group);
	memset(&group, 0xff, sizeof group);
	while (calls < before + 4)
		eg_sleep(0);
}

int main(void) {
	for (int i = 0; i < 200; i++)
		once(i % 2);
	return 0;
}
