/* uselocale(3) "sets the current locale for the calling thread"; the others keep theirs, new ones
 * have the global locale, and <ctype.h> works in all of them. */
#include <ctype.h>
#include <locale.h>

#include "tests/test.h"

static void check_ctype(void) {
	EXPECT(isalpha('q') && isdigit('7') && !isspace('x'));
	EXPECT_EQ(toupper('a'), 'A');
	EXPECT(strtod("2.5", NULL) == 2.5);
}

static void *thread(void *arg) {
	EXPECT(uselocale((locale_t)0) == LC_GLOBAL_LOCALE);
	check_ctype();
	locale_t mine = arg ? newlocale(LC_ALL_MASK, "C", (locale_t)0) : LC_GLOBAL_LOCALE;
	EXPECT(mine != (locale_t)0);
	EXPECT(uselocale(mine) == LC_GLOBAL_LOCALE);
	for (int i = 0; i < 10; i++) {
		usleep(50);
		EXPECT(uselocale((locale_t)0) == mine);
		check_ctype();
	}
	EXPECT(uselocale(LC_GLOBAL_LOCALE) == mine);
	if (arg)
		freelocale(mine);
	return NULL;
}

int main(void) {
	pthread_t threads[6];
	for (int i = 0; i < 6; i++)
		threads[i] = start_thread(thread, i % 2 ? threads : NULL);
	for (int i = 0; i < 6; i++)
		join_thread(threads[i]);
	return test_end();
}
