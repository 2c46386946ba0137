/* A line to a TLS server, and what it answers: ssl_client HOST:PORT CERTIFICATES LINE */
#include <evergreen-ssl.h>
#include <stdio.h>
#include <string.h>

int main(int argc, char **argv) {
	char buf[4096];
	long n;
	if (argc < 4) {
		fprintf(stderr, "usage: %s HOST:PORT CERTIFICATES LINE\n", argv[0]);
		return 2;
	}
	eg_ssl_ctx *ctx = eg_ssl_client(.ca_file = argv[2]);
	eg_ssl *ssl = ctx ? eg_ssl_connect(ctx, argv[1], eg_in(10)) : NULL;
	if (!ssl) {
		fprintf(stderr, "%s: %m: %s\n", argv[1], eg_ssl_error());
		return 1;
	}
	eg_ssl_write(ssl, argv[3], strlen(argv[3]), eg_in(10));
	eg_ssl_write(ssl, "\n", 1, eg_in(10));
	while ((n = eg_ssl_read(ssl, buf, sizeof buf, eg_in(2))) > 0)
		fwrite(buf, 1, (size_t)n, stdout);
	int result = n < 0;
	if (eg_ssl_close(ssl, eg_in(2)) < 0)
		result = 1;
	eg_ssl_ctx_free(ctx);
	return result;
}
