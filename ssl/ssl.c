/* ssl.c - see evergreen-ssl.h. OpenSSL reads and writes by send and recv that do not wait; where it
 * would have to, eg_fd_wait does, with the caller's deadline. So a wait that fails leaves OpenSSL in
 * good order. */
#include "ssl/evergreen-ssl.h"

#include <arpa/inet.h>
#include <errno.h>
#include <netdb.h>
#include <openssl/err.h>
#include <openssl/ssl.h>
#include <openssl/x509v3.h>
#include <poll.h>
#include <pthread.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#define EXPORT __attribute__((visibility("default")))

enum { SESSIONS = 64, HOST = 256, REASON = 256 };
static const double HANDSHAKE_SECONDS = 10, GOODBYE_SECONDS = 1;

/* A session to resume, by "host:port" or whatever eg_ssl_wrap was told. */
struct session {
	char host[HOST];
	SSL_SESSION *session;
};

struct listener {
	struct listener *next;
	struct eg_ssl_ctx *ctx;
	eg_ssl_handler *handler;
	void *arg;
};

struct eg_ssl_ctx {
	SSL_CTX *ctx;
	bool is_server;
	unsigned char alpn[HOST]; /* as it is sent: a length before each */
	unsigned alpn_len;
	pthread_mutex_t lock; /* of the following */
	struct session sessions[SESSIONS];
	unsigned next_session;
	struct listener *listeners;
};

struct eg_ssl {
	SSL *ssl;
	struct eg_ssl_ctx *ctx;
	int fd;
	bool owns_fd, is_broken;
	size_t written; /* of what an eg_ssl_write that was broken off is to write */
	char host[HOST], alpn[HOST];
};

/* ---- reasons ---- */

static void free_reason(void *reason) {
	free(reason);
}

static eg_local reason = EG_LOCAL_INIT(free_reason);

EXPORT const char *eg_ssl_error(void) {
	const char *text = eg_local_get(&reason);
	return text ? text : "";
}

/* OpenSSL's queue of errors in words, as EPROTO. */
static int explain(const SSL *ssl) {
	char text[REASON] = "unknown";
	unsigned long code = ERR_get_error();
	const char *what = code ? ERR_reason_error_string(code) : NULL;
	long verified = ssl ? SSL_get_verify_result(ssl) : X509_V_OK;
	if (what && verified != X509_V_OK)
		snprintf(text, sizeof text, "%s (%s)", what, X509_verify_cert_error_string(verified));
	else if (what)
		snprintf(text, sizeof text, "%s", what);
	ERR_clear_error();
	free(eg_local_get(&reason));
	eg_local_set(&reason, strdup(text));
	errno = EPROTO;
	return -1;
}

/* ---- the way to the socket ---- */

static int bio_write(BIO *bio, const char *bytes, int len) {
	BIO_clear_retry_flags(bio);
	ssize_t n =
		send((int)(intptr_t)BIO_get_data(bio), bytes, (size_t)len, MSG_DONTWAIT | MSG_NOSIGNAL);
	if (n < 0 && (errno == EAGAIN || errno == EINTR))
		BIO_set_retry_write(bio);
	return (int)n;
}

static int bio_read(BIO *bio, char *bytes, int len) {
	BIO_clear_retry_flags(bio);
	ssize_t n = recv((int)(intptr_t)BIO_get_data(bio), bytes, (size_t)len, MSG_DONTWAIT);
	if (n < 0 && (errno == EAGAIN || errno == EINTR))
		BIO_set_retry_read(bio);
	if (n == 0)
		BIO_set_flags(bio, BIO_FLAGS_IN_EOF);
	return (int)n;
}

static long bio_ctrl(BIO *bio, int command, long number, void *pointer) {
	(void)number;
	(void)pointer;
	if (command == BIO_CTRL_EOF)
		return BIO_test_flags(bio, BIO_FLAGS_IN_EOF) != 0;
	return command == BIO_CTRL_FLUSH;
}

static BIO_METHOD *method;

static void make_method(void) {
	method = BIO_meth_new(BIO_get_new_index() | BIO_TYPE_SOURCE_SINK, "evergreen");
	if (!method)
		return;
	BIO_meth_set_write(method, bio_write);
	BIO_meth_set_read(method, bio_read);
	BIO_meth_set_ctrl(method, bio_ctrl);
}

static BIO *bio_of(int fd) {
	static pthread_once_t once = PTHREAD_ONCE_INIT;
	pthread_once(&once, make_method);
	BIO *bio = method ? BIO_new(method) : NULL;
	if (bio) {
		BIO_set_data(bio, (void *)(intptr_t)fd);
		BIO_set_init(bio, 1);
	}
	return bio;
}

/* After a call that returned n <= 0: wait for what it wants. 0: call again; else -1. */
static int wait_for(struct eg_ssl *s, int n, eg_deadline deadline) {
	int saved_errno = errno;
	switch (SSL_get_error(s->ssl, n)) {
	case SSL_ERROR_WANT_READ: return eg_fd_wait(s->fd, POLLIN, deadline) < 0 ? -1 : 0;
	case SSL_ERROR_WANT_WRITE: return eg_fd_wait(s->fd, POLLOUT, deadline) < 0 ? -1 : 0;
	case SSL_ERROR_SYSCALL:
		s->is_broken = true;
		ERR_clear_error();
		errno = saved_errno ? saved_errno : ECONNRESET;
		return -1;
	default:
		s->is_broken = true;
		if (ERR_GET_REASON(ERR_peek_error()) == SSL_R_UNEXPECTED_EOF_WHILE_READING) {
			ERR_clear_error();
			errno = ECONNRESET;
			return -1;
		}
		return explain(s->ssl);
	}
}

/* ---- contexts ---- */

/* "h2,http/1.1" as it is sent. */
static int encode_alpn(struct eg_ssl_ctx *c, const char *list) {
	while (list && *list) {
		size_t len = strcspn(list, ",");
		if (!len || len > 255 || c->alpn_len + len + 1 > sizeof c->alpn)
			return -1;
		c->alpn[c->alpn_len] = (unsigned char)len;
		memcpy(&c->alpn[c->alpn_len + 1], list, len);
		c->alpn_len += (unsigned)len + 1;
		list += len + (list[len] == ',');
	}
	return 0;
}

static int choose_alpn(SSL *ssl, const unsigned char **out, unsigned char *out_len,
		       const unsigned char *in, unsigned in_len, void *arg) {
	const struct eg_ssl_ctx *c = arg;
	unsigned char *chosen;
	(void)ssl;
	if (SSL_select_next_proto(&chosen, out_len, c->alpn, c->alpn_len, in, in_len) !=
	    OPENSSL_NPN_NEGOTIATED)
		return SSL_TLSEXT_ERR_ALERT_FATAL;
	*out = chosen;
	return SSL_TLSEXT_ERR_OK;
}

static int keep_session(SSL *ssl, SSL_SESSION *session) {
	struct eg_ssl *s = SSL_get_app_data(ssl);
	struct eg_ssl_ctx *c = s ? s->ctx : NULL;
	if (!c || !s->host[0])
		return 0;
	pthread_mutex_lock(&c->lock);
	struct session *place = NULL;
	for (int i = 0; i < SESSIONS && !place; i++) {
		if (!strcmp(c->sessions[i].host, s->host))
			place = &c->sessions[i];
	}
	if (!place)
		place = &c->sessions[c->next_session++ % SESSIONS];
	SSL_SESSION_free(place->session);
	place->session = session;
	strcpy(place->host, s->host);
	pthread_mutex_unlock(&c->lock);
	return 1; /* it is ours now */
}

static void resume_session(struct eg_ssl *s) {
	struct eg_ssl_ctx *c = s->ctx;
	pthread_mutex_lock(&c->lock);
	for (int i = 0; s->host[0] && i < SESSIONS; i++) {
		if (c->sessions[i].session && !strcmp(c->sessions[i].host, s->host))
			SSL_set_session(s->ssl, c->sessions[i].session);
	}
	pthread_mutex_unlock(&c->lock);
}

static int set_up(struct eg_ssl_ctx *c, const eg_ssl_opt *o) {
	static const unsigned char id[] = "evergreen";
	SSL_CTX *ctx = c->ctx;
	const char *key = o->key_file ? o->key_file : o->cert_file;
	bool verifies = c->is_server ? o->flags & EG_SSL_VERIFY_CLIENTS : !(o->flags & EG_SSL_NO_VERIFY);
	SSL_CTX_set_min_proto_version(ctx, TLS1_2_VERSION);
	SSL_CTX_set_mode(ctx, SSL_MODE_ENABLE_PARTIAL_WRITE | SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER |
				      SSL_MODE_RELEASE_BUFFERS);
	if (o->ca_file ? SSL_CTX_load_verify_locations(ctx, o->ca_file, NULL) != 1
		       : SSL_CTX_set_default_verify_paths(ctx) != 1)
		return -1;
	if (o->cert_file && (SSL_CTX_use_certificate_chain_file(ctx, o->cert_file) != 1 ||
			     SSL_CTX_use_PrivateKey_file(ctx, key, SSL_FILETYPE_PEM) != 1))
		return -1;
	if (verifies)
		SSL_CTX_set_verify(ctx, SSL_VERIFY_PEER | SSL_VERIFY_FAIL_IF_NO_PEER_CERT, NULL);
	if (c->is_server) {
		SSL_CTX_set_session_id_context(ctx, id, sizeof id - 1);
		if (c->alpn_len)
			SSL_CTX_set_alpn_select_cb(ctx, choose_alpn, c);
		return 0;
	}
	SSL_CTX_set_session_cache_mode(ctx, SSL_SESS_CACHE_CLIENT | SSL_SESS_CACHE_NO_INTERNAL);
	SSL_CTX_sess_set_new_cb(ctx, keep_session);
	return c->alpn_len && SSL_CTX_set_alpn_protos(ctx, c->alpn, c->alpn_len) != 0 ? -1 : 0;
}

static eg_ssl_ctx *new_ctx(const eg_ssl_opt *given, bool is_server) {
	eg_ssl_opt o = { 0 };
	if (given)
		memcpy(&o, given, given->abi < sizeof o ? given->abi : sizeof o);
	struct eg_ssl_ctx *c = calloc(1, sizeof *c);
	if (!c)
		return NULL;
	pthread_mutex_init(&c->lock, NULL);
	c->is_server = is_server;
	if (encode_alpn(c, o.alpn) < 0 || (is_server && !o.cert_file)) {
		free(c);
		errno = EINVAL;
		return NULL;
	}
	c->ctx = SSL_CTX_new(is_server ? TLS_server_method() : TLS_client_method());
	if (!c->ctx || set_up(c, &o) < 0) {
		explain(NULL);
		eg_ssl_ctx_free(c);
		errno = EPROTO;
		return NULL;
	}
	return c;
}

EXPORT eg_ssl_ctx *eg_ssl_client_(const eg_ssl_opt *options) {
	return new_ctx(options, false);
}

EXPORT eg_ssl_ctx *eg_ssl_server_(const eg_ssl_opt *options) {
	return new_ctx(options, true);
}

EXPORT void eg_ssl_ctx_free(eg_ssl_ctx *c) {
	if (!c)
		return;
	for (int i = 0; i < SESSIONS; i++)
		SSL_SESSION_free(c->sessions[i].session);
	for (struct listener *l = c->listeners, *next; l; l = next) {
		next = l->next;
		free(l);
	}
	SSL_CTX_free(c->ctx);
	free(c);
}

/* ---- connections ---- */

static void release(struct eg_ssl *s) {
	SSL_free(s->ssl);
	if (s->owns_fd)
		close(s->fd);
	free(s);
}

static int name_server(struct eg_ssl *s, const char *host) {
	unsigned char address[sizeof(struct in6_addr)];
	if (inet_pton(AF_INET, host, address) == 1 || inet_pton(AF_INET6, host, address) == 1)
		return X509_VERIFY_PARAM_set1_ip_asc(SSL_get0_param(s->ssl), host);
	char *name = (char *)(uintptr_t)host; /* the macro takes the const away by a cast */
	return SSL_set_tlsext_host_name(s->ssl, name) == 1 && SSL_set1_host(s->ssl, host) == 1;
}

static int shake_hands(struct eg_ssl *s, const char *host, eg_deadline deadline) {
	BIO *bio = bio_of(s->fd);
	if (!bio) {
		errno = ENOMEM;
		return -1;
	}
	SSL_set_bio(s->ssl, bio, bio);
	SSL_set_app_data(s->ssl, s);
	if (s->ctx->is_server) {
		SSL_set_accept_state(s->ssl);
	} else {
		SSL_set_connect_state(s->ssl);
		if (host && !name_server(s, host))
			return explain(NULL);
		resume_session(s);
	}
	for (;;) {
		ERR_clear_error();
		errno = 0;
		int n = SSL_do_handshake(s->ssl);
		if (n == 1)
			return 0;
		if (wait_for(s, n, deadline) < 0)
			return -1;
	}
}

/* `key` is what a session is kept by. NULL: the descriptor is the caller's again. */
static eg_ssl *begin(eg_ssl_ctx *ctx, int fd, const char *host, const char *key, eg_deadline deadline) {
	struct eg_ssl *s = calloc(1, sizeof *s);
	if (!s)
		return NULL;
	s->ctx = ctx;
	s->fd = fd;
	snprintf(s->host, sizeof s->host, "%s", key ? key : "");
	s->ssl = SSL_new(ctx->ctx);
	if (s->ssl && shake_hands(s, host, deadline) == 0)
		return s;
	int error = s->ssl ? errno : ENOMEM;
	release(s);
	errno = error;
	return NULL;
}

EXPORT eg_ssl *eg_ssl_wrap(eg_ssl_ctx *ctx, int fd, const char *host, eg_deadline deadline) {
	return begin(ctx, fd, host, host, deadline);
}

/* In time, and to whichever of its addresses answers. Descriptor or -1. */
static int dial(const char *host, const char *port) {
	struct addrinfo *found, hints = { .ai_socktype = SOCK_STREAM };
	int fd = -1, error = getaddrinfo(host, port, &hints, &found);
	if (error) {
		errno = error == EAI_SYSTEM ? errno : ENOENT;
		return -1;
	}
	for (const struct addrinfo *a = found; a && fd < 0; a = a->ai_next) {
		fd = socket(a->ai_family, SOCK_STREAM | SOCK_CLOEXEC, 0);
		if (fd < 0 || connect(fd, a->ai_addr, a->ai_addrlen) == 0)
			continue;
		error = errno;
		close(fd);
		fd = -1;
		errno = error;
	}
	error = errno;
	freeaddrinfo(found);
	errno = error;
	return fd;
}

EXPORT eg_ssl *eg_ssl_connect(eg_ssl_ctx *ctx, const char *address, eg_deadline deadline) {
	char host[HOST];
	const char *colon = address ? strrchr(address, ':') : NULL;
	if (!ctx || ctx->is_server || !colon || strlen(address) >= sizeof host) {
		errno = EINVAL;
		return NULL;
	}
	bool brackets = address[0] == '[' && colon > address && colon[-1] == ']';
	snprintf(host, sizeof host, "%.*s", (int)(colon - address) - 2 * brackets, address + brackets);
	eg_scope scope;
	eg_scope_enter(&scope, deadline);
	int fd = dial(host, colon + 1), error = errno;
	eg_scope_leave(&scope);
	errno = error;
	struct eg_ssl *s = fd < 0 ? NULL : begin(ctx, fd, host, address, deadline);
	if (s) {
		s->owns_fd = true;
	} else if (fd >= 0) {
		error = errno;
		close(fd);
		errno = error;
	}
	return s;
}

EXPORT long eg_ssl_read(eg_ssl *s, void *buf, size_t size, eg_deadline deadline) {
	for (;;) {
		size_t got = 0;
		ERR_clear_error();
		errno = 0;
		int n = SSL_read_ex(s->ssl, buf, size, &got);
		if (n == 1)
			return (long)got;
		if (SSL_get_error(s->ssl, n) == SSL_ERROR_ZERO_RETURN)
			return 0;
		if (wait_for(s, n, deadline) < 0)
			return -1;
	}
}

EXPORT long eg_ssl_write(eg_ssl *s, const void *buf, size_t size, eg_deadline deadline) {
	while (s->written < size) {
		size_t wrote = 0;
		ERR_clear_error();
		errno = 0;
		int n = SSL_write_ex(s->ssl, (const char *)buf + s->written, size - s->written, &wrote);
		s->written += wrote;
		if (n != 1 && wait_for(s, n, deadline) < 0)
			return -1;
	}
	s->written = 0;
	return (long)size;
}

/* Both sides say goodbye. */
static int say_goodbye(struct eg_ssl *s, eg_deadline deadline) {
	char unread[4096];
	long n;
	for (;;) {
		ERR_clear_error();
		errno = 0;
		int said = SSL_shutdown(s->ssl);
		if (said == 1)
			return 0;
		if (said == 0)
			break;
		if (wait_for(s, said, deadline) < 0)
			return -1;
	}
	while ((n = eg_ssl_read(s, unread, sizeof unread, deadline)) > 0)
		;
	return n < 0 ? -1 : 0;
}

EXPORT int eg_ssl_close(eg_ssl *s, eg_deadline deadline) {
	if (!s)
		return 0;
	int result = s->is_broken ? 0 : say_goodbye(s, deadline), error = errno;
	release(s);
	errno = error;
	return result;
}

EXPORT const char *eg_ssl_alpn(const eg_ssl *s) {
	const unsigned char *chosen;
	unsigned len;
	char *copy = ((struct eg_ssl *)(uintptr_t)s)->alpn;
	SSL_get0_alpn_selected(s->ssl, &chosen, &len);
	snprintf(copy, sizeof s->alpn, "%.*s", (int)len, len ? (const char *)chosen : "");
	return copy;
}

EXPORT const char *eg_ssl_version(const eg_ssl *s) {
	return SSL_get_version(s->ssl);
}

EXPORT int eg_ssl_resumed(const eg_ssl *s) {
	return SSL_session_reused(s->ssl);
}

EXPORT void *eg_ssl_native(eg_ssl *s) {
	return s->ssl;
}

/* ---- servers ---- */

static void handle(int fd, const char *peer, void *arg) {
	struct listener *l = arg;
	eg_ssl *s = begin(l->ctx, fd, NULL, NULL, eg_in(HANDSHAKE_SECONDS));
	if (!s)
		return; /* whoever it was */
	l->handler(s, peer, l->arg);
	eg_ssl_close(s, eg_in(GOODBYE_SECONDS));
}

EXPORT eg_server *eg_ssl_listen(eg_ssl_ctx *ctx, const char *address, eg_ssl_handler *handler, void *arg,
				eg_group *pool) {
	if (!ctx || !ctx->is_server || !handler) {
		errno = EINVAL;
		return NULL;
	}
	struct listener *l = calloc(1, sizeof *l);
	if (!l)
		return NULL;
	*l = (struct listener){ .ctx = ctx, .handler = handler, .arg = arg };
	eg_server *server = eg_listen(address, handle, l, pool);
	if (!server) {
		int error = errno;
		free(l);
		errno = error;
		return NULL;
	}
	pthread_mutex_lock(&ctx->lock);
	l->next = ctx->listeners;
	ctx->listeners = l;
	pthread_mutex_unlock(&ctx->lock);
	return server;
}
