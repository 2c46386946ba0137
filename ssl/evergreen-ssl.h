/* evergreen-ssl.h - TLS for coroutines, on OpenSSL: connections and servers with deadlines and
 * cancellation.
 *
 * (Programs that call OpenSSL themselves need nothing of this: its reads and writes park as all others
 * do.)
 *
 * The conventions are those of evergreen.h. What goes wrong in TLS itself is errno EPROTO, and
 * eg_ssl_error has the reason in words. A deadline that is over, or a cancellation, does no harm to a
 * connection: the call can be made again. Link with -levergreen-ssl. */
#ifndef EVERGREEN_SSL_H
#define EVERGREEN_SSL_H

#include <evergreen.h>

#ifdef __cplusplus
extern "C" {
#endif

/* ---- contexts ----
 *
 * What connections have in common: whom to trust, who one is. One for a program is enough, as a rule. */

typedef struct eg_ssl_ctx eg_ssl_ctx;

typedef struct {
	size_t abi;            /* sizeof(eg_ssl_opt): set by the macros */
	const char *ca_file;   /* PEM; whom to trust; NULL: those that the system trusts */
	const char *cert_file; /* PEM, with the chain; a server must have it */
	const char *key_file;  /* PEM; NULL: it is in cert_file */
	const char *alpn;      /* protocols, the best first: "h2,http/1.1"; NULL: none */
	unsigned flags;        /* of the following */
} eg_ssl_opt;

enum {
	EG_SSL_NO_VERIFY = 1,     /* a client takes anybody for the server */
	EG_SSL_VERIFY_CLIENTS = 2 /* a server asks for certificates, and wants one that it trusts */
};

/* For connecting; the server's certificate and its name are verified. For serving. NULL: EPROTO, ENOMEM,
 * EINVAL. Options follow by name: eg_ssl_server(.cert_file = "cert.pem"). */
eg_ssl_ctx *eg_ssl_client_(const eg_ssl_opt *options);
eg_ssl_ctx *eg_ssl_server_(const eg_ssl_opt *options);
#ifndef __cplusplus
#define eg_ssl_client(...) eg_ssl_client_(&(const eg_ssl_opt){ .abi = sizeof(eg_ssl_opt), __VA_ARGS__ })
#define eg_ssl_server(...) eg_ssl_server_(&(const eg_ssl_opt){ .abi = sizeof(eg_ssl_opt), __VA_ARGS__ })
#endif

/* When no connection and no server uses it any more. NULL is ignored. */
void eg_ssl_ctx_free(eg_ssl_ctx *ctx);

/* ---- connections ---- */

typedef struct eg_ssl eg_ssl;

/* Connect to "host:port" and shake hands; a session with that host is resumed if there is one. NULL,
 * also: the errno of connect; ENOENT: no such host. */
eg_ssl *eg_ssl_connect(eg_ssl_ctx *ctx, const char *address, eg_deadline deadline);

/* Shake hands on a descriptor that is connected: as a client of `host` with a client's context (host is
 * what is verified, and told to the server; NULL: neither), as a server with a server's. The descriptor
 * stays the caller's. */
eg_ssl *eg_ssl_wrap(eg_ssl_ctx *ctx, int fd, const char *host, eg_deadline deadline);

/* Read at least one byte. The count; 0: the other side has said that there is no more; -1, also:
 * ECONNRESET, it is gone without having said so. */
long eg_ssl_read(eg_ssl *ssl, void *buf, size_t size, eg_deadline deadline);

/* Write all of it: `size`, or -1. After a deadline or a cancellation the call must be repeated with the
 * same bytes. */
long eg_ssl_write(eg_ssl *ssl, const void *buf, size_t size, eg_deadline deadline);

/* Say that there is no more, wait until the other side has said so as well, and release the connection,
 * with its descriptor if eg_ssl_connect has made it. 0, or -1 when that was not heard in time or at all;
 * it is released in any case. NULL is ignored. */
int eg_ssl_close(eg_ssl *ssl, eg_deadline deadline);

/* The protocol that ALPN has come to, "" for none; the version of TLS, "TLSv1.3"; is it a resumed
 * session? */
const char *eg_ssl_alpn(const eg_ssl *ssl);
const char *eg_ssl_version(const eg_ssl *ssl);
int eg_ssl_resumed(const eg_ssl *ssl);

/* What OpenSSL calls it, for all else: an SSL *. */
void *eg_ssl_native(eg_ssl *ssl);

/* Why the last call of this coroutine has failed with EPROTO: "certificate verify failed (self-signed
 * certificate)". Valid until the next failure; "" if there was none. */
const char *eg_ssl_error(void);

/* ---- servers ---- */

typedef void eg_ssl_handler(eg_ssl *ssl, const char *peer, void *arg);

/* As eg_listen, for TLS. The handshake is made in the connection's own coroutine and lasts ten seconds
 * at most: nobody else waits for it. The connection is closed when the handler returns. The context must
 * outlive the server, which is run and stopped by eg_serve and eg_server_stop. */
eg_server *eg_ssl_listen(eg_ssl_ctx *ctx, const char *address, eg_ssl_handler *handler, void *arg,
			 eg_group *pool);

#ifdef __cplusplus
}
#endif

#endif
