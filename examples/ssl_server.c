/* An HTTPS server: ssl_server ADDRESS CERTIFICATE KEY, with a coroutine for each connection. SIGTERM
 * stops it. Try it with curl --cacert CERTIFICATE https://localhost:PORT/ */
#include <evergreen-ssl.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>

static void answer(eg_ssl *ssl, const char *peer, void *arg) {
	char request[4096], response[512], body[256];
	(void)arg;
	for (size_t len = 0; len < sizeof request - 1;) {
		long n = eg_ssl_read(ssl, request + len, sizeof request - 1 - len, eg_in(10));
		if (n <= 0)
			return;
		len += (size_t)n;
		request[len] = '\0';
		if (strstr(request, "\r\n\r\n"))
			break;
	}
	int n = snprintf(body, sizeof body, "Hello %s, by %s%s\n", peer, eg_ssl_version(ssl),
			 eg_ssl_resumed(ssl) ? ", again" : "");
	n = snprintf(response, sizeof response,
		     "HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: %d\r\n\r\n%s", n, body);
	eg_ssl_write(ssl, response, (size_t)n, eg_in(10));
}

static void stop(int signo, void *server) {
	(void)signo;
	eg_server_stop(server, eg_in(1));
}

int main(int argc, char **argv) {
	if (argc < 4) {
		fprintf(stderr, "usage: %s ADDRESS CERTIFICATE KEY\n", argv[0]);
		return 2;
	}
	eg_ssl_ctx *ctx = eg_ssl_server(.cert_file = argv[2], .key_file = argv[3], .alpn = "http/1.1");
	eg_server *server = ctx ? eg_ssl_listen(ctx, argv[1], answer, NULL, NULL) : NULL;
	if (!server) {
		fprintf(stderr, "%s: %m %s\n", argv[0], eg_ssl_error());
		return 1;
	}
	eg_signal(SIGTERM, stop, server);
	printf("listening on port %d\n", eg_server_port(server));
	fflush(stdout);
	int result = eg_serve(server);
	eg_wait(eg_in(1));
	eg_ssl_ctx_free(ctx);
	return result;
}
