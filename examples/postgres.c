/* Plain blocking libpq from many coroutines: 2,000 queries over 200 connections at once on one kernel
 * thread, beside the time that a few of them take one after the other; and a deadline for a query that
 * is too slow. Its argument is what PQconnectdb takes: "host=/run/postgresql dbname=postgres". */
#include <errno.h>
#include <evergreen.h>
#include <libpq-fe.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

enum { CONNECTIONS = 200, QUERIES = 10, SAMPLE = 20 };

static const char *where;
static int answers;

static double now(void) {
	struct timespec ts;
	clock_gettime(CLOCK_MONOTONIC, &ts);
	return (double)ts.tv_sec + (double)ts.tv_nsec / 1e9;
}

static PGconn *dial(void) {
	PGconn *c = PQconnectdb(where);
	if (PQstatus(c) == CONNECTION_OK)
		return c;
	eg_fail(ECONNREFUSED, "%s", PQerrorMessage(c));
	PQfinish(c);
	return NULL;
}

/* Ten milliseconds of the server's time: 1 if it answers. */
static int query(PGconn *c, int n) {
	char sql[64];
	snprintf(sql, sizeof sql, "select pg_sleep(0.01), %d", n);
	PGresult *r = PQexec(c, sql);
	int ok = PQresultStatus(r) == PGRES_TUPLES_OK && atoi(PQgetvalue(r, 0, 1)) == n;
	PQclear(r);
	return ok;
}

static void *client(void *arg) {
	PGconn *c = dial();
	for (int i = 0; c && i < QUERIES; i++)
		answers += query(c, (int)(intptr_t)arg * QUERIES + i);
	PQfinish(c);
	return arg;
}

/* A deadline that libpq knows nothing of. */
static void too_slow(void) {
	double start = now();
	PGconn *c = dial();
	EG_TIMEOUT(t, eg_in(0.2)) {
		PGresult *r = c ? PQexec(c, "select pg_sleep(60)") : NULL;
		printf("a slow query was given up: %s\n",
		       eg_scope_expired(&t) && now() - start < 30 ? "yes" : "no");
		PQclear(r);
	}
	PQfinish(c);
}

int main(int argc, char **argv) {
	eg_group group = EG_GROUP_INIT(0);
	where = argc > 1 ? argv[1] : "dbname=postgres";
	PGconn *c = dial();
	if (!c) {
		fprintf(stderr, "no connection to %s\n", where);
		return 1;
	}
	double start = now();
	for (int i = 0; i < SAMPLE; i++)
		query(c, i);
	double each = (now() - start) / SAMPLE;
	PQfinish(c);

	start = now();
	for (intptr_t i = 0; i < CONNECTIONS; i++)
		eg_group_spawn(&group, client, (void *)i, EG_FOREVER);
	eg_group_join(&group, EG_FOREVER);
	double took = now() - start;
	printf("%d answers\n", answers);
	fprintf(stderr, "%d queries took %.1f s; one after the other %.1f s\n", CONNECTIONS * QUERIES,
		took, each * CONNECTIONS * QUERIES);
	printf("faster than one after the other: %s\n",
	       took < each * CONNECTIONS * QUERIES ? "yes" : "no");
	too_slow();
	return 0;
}
