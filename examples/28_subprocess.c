/* "Subprocess": others run while a child is waited for. (popen, system and fork with waitpid cooperate
 * as well.) */
#include <evergreen.h>
#include <stdio.h>

static void *cron(void *arg) {
	for (;;) {
		puts("cron");
		if (eg_sleep(0.2) < 0)
			return arg;
	}
}

int main(void) {
	eg_child sub;
	char *out;
	eg_co *g = eg_spawn(cron, NULL);
	if (eg_run(&sub, (char *[]){ "sh", "-c", "sleep 1; uname", NULL }, EG_STDOUT) < 0)
		return 1;
	if (eg_communicate(&sub, NULL, 0, &out, NULL, EG_FOREVER) < 0)
		return 1;
	eg_kill(g, EG_FOREVER);
	fputs(out, stdout);
	eg_child_end(&sub);
	return 0;
}
