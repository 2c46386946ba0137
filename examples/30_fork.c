/* "Subprocess", the caveat: with gevent, greenlets go on in both processes after a fork. Here as
 * everywhere in POSIX only the one that forks exists in the child. */
#include <evergreen.h>
#include <stdio.h>
#include <sys/wait.h>
#include <unistd.h>

static void *other(void *arg) {
	eg_sleep(0.1);
	printf("in the %s\n", getpid() == *(pid_t *)arg ? "parent" : "child");
	return NULL;
}

int main(void) {
	pid_t parent = getpid();
	eg_co *co = eg_spawn(other, &parent);
	eg_sleep(0);
	pid_t child = fork();
	if (child == 0) {
		eg_sleep(0.2);
		puts("the child was alone");
		fflush(stdout);
		_exit(0);
	}
	eg_join(co, EG_FOREVER);
	fflush(stdout);
	waitpid(child, NULL, 0);
	return 0;
}
