/* sem_wait and sem_timedwait of a process-shared semaphore fail with EINTR as well, when
 * pthread_kill makes their thread run a handler - sem_wait(3) */
#include <semaphore.h>

#include "tests/test.h"

static sem_t *sem;
static _Atomic int done;
static pthread_t handled_by;

static void handler(int sig) {
	(void)sig;
	handled_by = pthread_self();
}

static void *waits(void *arg) {
	struct timespec at = in_ms(CLOCK_REALTIME, 50000);
	if (arg)
		EXPECT_ERRNO(sem_timedwait(sem, &at), EINTR);
	else
		EXPECT_ERRNO(sem_wait(sem), EINTR);
	EXPECT(pthread_equal(handled_by, pthread_self()));
	done = 1;
	return NULL;
}

int main(void) {
	sem = shared_memory(sizeof *sem);
	EXPECT_EQ(sem_init(sem, 1, 0), 0);
	set_handler(SIGUSR1, handler, 0);
	for (int i = 0; i < 6; i++) {
		done = 0;
		pthread_t id = start_thread(waits, i % 2 ? sem : NULL);
		kill_until(&done, id, SIGUSR1);
		join_thread(id);
	}
	return test_end();
}
