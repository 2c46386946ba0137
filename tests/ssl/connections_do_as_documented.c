/* evergreen-ssl.h between two of its own: verification of certificate and name, ALPN, resumption,
 * deadlines and cancellations that do no harm, a silent client that holds up nobody, goodbyes. */
#include <evergreen-ssl.h>
#include <sys/socket.h>

#include "tests/test.h"

static char dir[64], cert[96], key[96], other[96];
static eg_ssl_ctx *server_ctx;
static eg_server *server;
static char address[64];
static int handled;

static void make_certificate(const char *name, const char *file, const char *key_file) {
	char command[512];
	snprintf(command, sizeof command,
		 "openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 2 -keyout "
		 "%s -out %s "
		 "-subj /CN=%s -addext subjectAltName=DNS:%s >/dev/null 2>&1",
		 key_file, file, name, name);
	if (system(command) != 0)
		SKIP("no openssl command");
}

static void remove_files(void) {
	char command[128];
	snprintf(command, sizeof command, "rm -rf %s", dir);
	EXPECT_EQ(system(command), 0);
}

static void echo(eg_ssl *ssl, const char *peer, void *arg) {
	char buf[1000];
	long n;
	EXPECT(!strncmp(peer, "127.0.0.1:", 10) && arg == NULL);
	while ((n = eg_ssl_read(ssl, buf, sizeof buf, EG_FOREVER)) > 0)
		EXPECT_EQ(eg_ssl_write(ssl, buf, (size_t)n, EG_FOREVER), n);
	handled++;
}

static void *serve(void *s) {
	EXPECT_EQ(eg_serve(s), 0);
	return NULL;
}

static void say(eg_ssl *ssl, const char *text) {
	char buf[64];
	long len = (long)strlen(text);
	EXPECT_EQ(eg_ssl_write(ssl, text, (size_t)len, EG_FOREVER), len);
	for (long at = 0; at < len;) {
		long n = eg_ssl_read(ssl, buf + at, (size_t)(len - at), EG_FOREVER);
		EXPECT(n > 0);
		at += n;
	}
	EXPECT(!memcmp(buf, text, (size_t)len));
}

static void verified(void) {
	char buf[8];
	eg_ssl_ctx *ctx = eg_ssl_client(.ca_file = cert, .alpn = "h2,http/1.1");
	eg_ssl *ssl = eg_ssl_connect(ctx, address, eg_in(30));
	EXPECT(ssl != NULL);
	EXPECT(!strcmp(eg_ssl_alpn(ssl), "http/1.1"));
	EXPECT(!strcmp(eg_ssl_version(ssl), "TLSv1.3"));
	EXPECT(!eg_ssl_resumed(ssl));
	EXPECT_ERRNO(eg_ssl_read(ssl, buf, sizeof buf, EG_NOW), EAGAIN);
	EXPECT_ERRNO(eg_ssl_read(ssl, buf, sizeof buf, eg_in(0.001)), ETIMEDOUT);
	say(ssl, "after a deadline");
	EXPECT_EQ(eg_ssl_close(ssl, eg_in(30)), 0);

	ssl = eg_ssl_connect(ctx, address, eg_in(30));
	EXPECT(ssl && eg_ssl_resumed(ssl));
	say(ssl, "resumed");
	EXPECT_EQ(eg_ssl_close(ssl, eg_in(30)), 0);
	eg_ssl_ctx_free(ctx);
}

static void refused(void) {
	eg_ssl_ctx *stranger = eg_ssl_client(.ca_file = other), *ctx = eg_ssl_client(.ca_file = cert);
	eg_ssl_ctx *trusting = eg_ssl_client(.ca_file = other, .flags = EG_SSL_NO_VERIFY);
	errno = 0;
	EXPECT(!eg_ssl_connect(stranger, address, eg_in(30)) && errno == EPROTO);
	EXPECT(strstr(eg_ssl_error(), "certificate verify failed (self-signed certificate"));
	char by_number[32];
	snprintf(by_number, sizeof by_number, "127.0.0.1:%d", eg_server_port(server));
	EXPECT(!eg_ssl_connect(ctx, by_number, eg_in(30)) && errno == EPROTO); /* not its name */
	EXPECT(strstr(eg_ssl_error(), "mismatch"));
	eg_ssl *ssl = eg_ssl_connect(trusting, by_number, eg_in(30));
	EXPECT(ssl != NULL);
	say(ssl, "trusting");
	EXPECT_EQ(eg_ssl_close(ssl, eg_in(30)), 0);
	EXPECT(!eg_ssl_connect(ctx, "nonsense", EG_FOREVER) && errno == EINVAL);
	EXPECT(!eg_ssl_client(.ca_file = "/no/such/file") && errno == EPROTO);
	EXPECT(!eg_ssl_server(.alpn = "h2") && errno == EINVAL);
	eg_ssl_ctx_free(stranger);
	eg_ssl_ctx_free(ctx);
	eg_ssl_ctx_free(trusting);
}

static void *reader(void *ssl) {
	char c;
	EXPECT_ERRNO(eg_ssl_read(ssl, &c, 1, EG_FOREVER), ECANCELED);
	return NULL;
}

/* Those who say nothing, or go without a word, are their own affair; a cancelled reader is, too. */
static void undisturbed(void) {
	eg_ssl_ctx *ctx = eg_ssl_client(.ca_file = cert);
	struct sockaddr_storage addr;
	socklen_t len = sizeof addr;
	getsockname(eg_server_fd(server), (struct sockaddr *)&addr, &len);
	int silent = socket(addr.ss_family, SOCK_STREAM, 0);
	EXPECT_EQ(connect(silent, (struct sockaddr *)&addr, len), 0);
	eg_ssl *ssl = eg_ssl_connect(ctx, address, eg_in(30));
	EXPECT(ssl != NULL);
	eg_co *co = eg_spawn(reader, ssl);
	eg_sleep(0);
	EXPECT_EQ(eg_kill(co, EG_FOREVER), 0);
	eg_unref(co);
	say(ssl, "after a cancellation");
	EXPECT_EQ(eg_ssl_close(ssl, eg_in(30)), 0);
	close(silent);

	int pair[2];
	char c;
	EXPECT_EQ(socketpair(AF_UNIX, SOCK_STREAM, 0, pair), 0);
	close(pair[1]);
	EXPECT(!eg_ssl_wrap(ctx, pair[0], "localhost", eg_in(30)) &&
	       (errno == ECONNRESET || errno == EPIPE));
	EXPECT_EQ(read(pair[0], &c, 1), 0); /* still the caller's */
	close(pair[0]);
	eg_ssl_ctx_free(ctx);
}

int main(void) {
	snprintf(dir, sizeof dir, "/tmp/evergreen-ssl-XXXXXX");
	EXPECT(mkdtemp(dir) != NULL);
	snprintf(cert, sizeof cert, "%s/cert", dir);
	snprintf(key, sizeof key, "%s/key", dir);
	snprintf(other, sizeof other, "%s/other", dir);
	atexit(remove_files);
	make_certificate("stranger", other, key);
	make_certificate("localhost", cert, key);

	server_ctx = eg_ssl_server(.cert_file = cert, .key_file = key, .alpn = "http/1.1");
	EXPECT(server_ctx != NULL);
	server = eg_ssl_listen(server_ctx, "127.0.0.1:0", echo, NULL, NULL);
	EXPECT(server != NULL);
	snprintf(address, sizeof address, "localhost:%d", eg_server_port(server));
	eg_co *loop = eg_spawn(serve, server);
	verified();
	refused();
	undisturbed();
	EXPECT_EQ(eg_server_stop(server, eg_in(30)), 0);
	EXPECT_EQ(eg_join(loop, EG_FOREVER), 0);
	EXPECT_EQ(handled, 4);
	eg_unref(loop);
	eg_ssl_ctx_free(server_ctx);
	return 0;
}
