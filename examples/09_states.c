/* "Greenlet State": has it ended, how, and with what. What goes wrong in a coroutine stays inside. */
#include <errno.h>
#include <evergreen.h>
#include <stdio.h>

static void *win(void *arg) {
	(void)arg;
	return "You win!";
}

static void *fail(void *arg) {
	(void)arg;
	return eg_fail(EPROTO, "You fail at failing.");
}

static const char *truth(int x) {
	return x ? "True" : "False";
}

int main(void) {
	eg_co *winner = eg_spawn(win, NULL), *loser = eg_spawn(fail, NULL), *both[] = { winner, loser };
	puts(truth(!eg_ready(winner))); /* started, and not over */
	puts(truth(!eg_ready(loser)));

	eg_joinall(both, 2, EG_FOREVER);
	puts((char *)eg_value(winner));
	puts(eg_value(loser) ? "?" : "None");
	puts(truth(eg_ready(winner)));
	puts(truth(eg_ready(loser)));
	puts(truth(eg_successful(winner)));
	puts(truth(eg_successful(loser)));
	puts(eg_errmsg(loser)); /* it is not raised here: whoever wants to know asks */
	eg_unref(winner);
	eg_unref(loser);
	return 0;
}
