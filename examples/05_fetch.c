/* "Synchronous & Asynchronous Execution", the fetching example: plain libcurl, which knows nothing of
 * coroutines, called from nine of them. Against the URL that is given, or a small server of its own. */
#include <curl/curl.h>
#include <evergreen.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

static char url[256];

static size_t keep(char *data, size_t size, size_t count, void *body) {
	size_t len = strlen(body);
	snprintf((char *)body + len, 256 - len, "%.*s", (int)(size * count), data);
	return size * count;
}

static void *fetch(void *pid) {
	char body[256] = "";
	CURL *curl = curl_easy_init();
	curl_easy_setopt(curl, CURLOPT_URL, url);
	curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, keep);
	curl_easy_setopt(curl, CURLOPT_WRITEDATA, body);
	CURLcode code = curl_easy_perform(curl);
	curl_easy_cleanup(curl);
	if (code != CURLE_OK)
		return eg_fail(1, "%s", curl_easy_strerror(code));
	printf("Process %d: %s\n", (int)(intptr_t)pid, body);
	return NULL;
}

/* Says what time it is, and takes some. */
static void answer(int fd, const char *peer, void *arg) {
	char request[4096], now[64];
	time_t t = time(NULL);
	(void)peer;
	(void)arg;
	if (read(fd, request, sizeof request) <= 0)
		return;
	eg_sleep(0.05);
	strftime(now, sizeof now, "%F %T", localtime(&t));
	dprintf(fd, "HTTP/1.0 200 OK\r\nContent-Length: %zu\r\n\r\n%s", strlen(now), now);
}

static void *serve(void *server) {
	eg_serve(server);
	return NULL;
}

int main(int argc, char **argv) {
	eg_server *server = NULL;
	if (argc > 1) {
		snprintf(url, sizeof url, "%s", argv[1]);
	} else {
		server = eg_listen("127.0.0.1:0", answer, NULL, NULL);
		eg_spawn(serve, server, .flags = EG_DETACHED);
		snprintf(url, sizeof url, "http://127.0.0.1:%d/", eg_server_port(server));
	}
	curl_global_init(CURL_GLOBAL_ALL);

	puts("Synchronous:");
	for (intptr_t i = 1; i < 10; i++)
		fetch((void *)i);
	puts("Asynchronous:");
	eg_group group = EG_GROUP_INIT(0);
	for (intptr_t i = 1; i < 10; i++)
		eg_group_spawn(&group, fetch, (void *)i, EG_FOREVER);
	eg_group_join(&group, EG_FOREVER);
	if (server)
		eg_server_stop(server, EG_FOREVER);
	return 0;
}
