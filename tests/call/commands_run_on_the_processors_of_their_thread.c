/* "A child created via fork(2) inherits its parent's CPU affinity mask. The affinity mask is preserved across an
 * execve(2)" - sched_setaffinity(2): that of the thread which starts a command. */
#include <sched.h>

#include "tests/test.h"

static cpu_set_t one;

static void run_a_command(void) {
	char line[256] = "", wanted[32];
	int cpu = 0;
	while (!CPU_ISSET(cpu, &one))
		cpu++;
	snprintf(wanted, sizeof wanted, "Cpus_allowed_list:\t%d\n", cpu);
	FILE *out = popen("grep Cpus_allowed_list: /proc/self/status", "r");
	EXPECT(out && fgets(line, sizeof line, out));
	EXPECT_EQ(pclose(out), 0);
	EXPECT_EQ(strcmp(line, wanted), 0);
}

static void *thread(void *arg) {
	EXPECT_EQ(sched_setaffinity(0, sizeof one, &one), 0);
	run_a_command();
	return arg;
}

int main(void) {
	cpu_set_t all;
	int cpu = CPU_SETSIZE - 1;
	EXPECT_EQ(sched_getaffinity(0, sizeof all, &all), 0);
	while (!CPU_ISSET(cpu, &all))
		cpu--;
	CPU_SET(cpu, &one);
	join_thread(start_thread(thread, NULL));
	return test_end();
}
