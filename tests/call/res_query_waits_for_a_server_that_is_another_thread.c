/* A name server that is a thread of the same process: while threads wait for its answers, in res_nquery
 * or res_query with a resolver state of their own each, it must run - resolver(3). */
#include "tests/name_server.h"

enum { QUERIES = 4 };

static void *asks(void *arg) {
	int number = (int)(intptr_t)arg;
	char name[32] = "xxxxxxxxxxxxxxxx";
	unsigned char answer[512];
	strcpy(name + number + 1, ".test");
	EXPECT_EQ(res_init(), 0);
	use_server(&_res);
	for (int i = 0; i < QUERIES; i++) {
		int n = i % 2 ? res_query(name, ns_c_in, ns_t_a, answer, sizeof answer)
			      : res_nquery(&_res, name, ns_c_in, ns_t_a, answer, sizeof answer);
		EXPECT(n > 4);
		EXPECT_EQ(answer[n - 4], 10);
		EXPECT_EQ(answer[n - 1], number + 1);
		EXPECT_EQ(res_query("none.test", ns_c_in, ns_t_a, answer, sizeof answer), -1);
		EXPECT_EQ(h_errno, HOST_NOT_FOUND);
	}
	res_nclose(&_res);
	return arg;
}

int main(void) {
	serve_and_ask(asks);
	return test_end();
}
