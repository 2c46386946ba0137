/* "prepare handlers are called in reverse order of registration, parent and child handlers in the order
 * of registration" - pthread_atfork(3); in the thread that forks. */
#include "tests/test.h"

static char order[32];
static pthread_t forker;

static void note(char c) {
	EXPECT(pthread_equal(pthread_self(), forker));
	order[strlen(order)] = c;
}

static void prepare1(void) {
	note('1');
}
static void prepare2(void) {
	note('2');
}
static void parent1(void) {
	note('p');
}
static void parent2(void) {
	note('q');
}
static void child1(void) {
	note('c');
}
static void child2(void) {
	note('d');
}

static void child(void) {
	EXPECT(!strcmp(order, "21cd"));
}

static void *forks(void *arg) {
	(void)arg;
	forker = pthread_self();
	memset(order, 0, sizeof order);
	EXPECT_EQ(run_in_child(child), 0);
	EXPECT(!strcmp(order, "21pq"));
	return NULL;
}

int main(void) {
	pthread_atfork(prepare1, parent1, child1);
	pthread_atfork(prepare2, parent2, child2);
	forks(NULL);
	join_thread(start_thread(forks, NULL));
	forks(NULL);
	return test_end();
}
