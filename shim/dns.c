/* dns.c - the resolver: what it does cannot be polled from outside, so each call is a blocking move. */
#include <netdb.h>

#include "shim/blocking.h"
#include "shim/calls.h"
#include "shim/real.h"

int shim_getaddrinfo(struct co *self, const char *node, const char *service,
		     const struct addrinfo *hints, struct addrinfo **result) {
	return BLOCKING(self, real.getaddrinfo(node, service, hints, result));
}

int shim_getnameinfo(struct co *self, const struct sockaddr *addr, socklen_t len, char *host,
		     socklen_t host_len, char *service, socklen_t service_len, int flags) {
	return BLOCKING(self, real.getnameinfo(addr, len, host, host_len, service, service_len, flags));
}

struct hostent *shim_gethostbyname(struct co *self, const char *name) {
	return BLOCKING(self, real.gethostbyname(name));
}

struct hostent *shim_gethostbyname2(struct co *self, const char *name, int family) {
	return BLOCKING(self, real.gethostbyname2(name, family));
}

struct hostent *shim_gethostbyaddr(struct co *self, const void *addr, socklen_t len, int family) {
	return BLOCKING(self, real.gethostbyaddr(addr, len, family));
}

int shim_gethostbyname_r(struct co *self, const char *name, struct hostent *host, char *buf, size_t len,
			 struct hostent **result, int *h_error) {
	return BLOCKING(self, real.gethostbyname_r(name, host, buf, len, result, h_error));
}

int shim_gethostbyname2_r(struct co *self, const char *name, int family, struct hostent *host, char *buf,
			  size_t len, struct hostent **result, int *h_error) {
	return BLOCKING(self, real.gethostbyname2_r(name, family, host, buf, len, result, h_error));
}

int shim_gethostbyaddr_r(struct co *self, const void *addr, socklen_t addr_len, int family,
			 struct hostent *host, char *buf, size_t len, struct hostent **result,
			 int *h_error) {
	return BLOCKING(self,
			real.gethostbyaddr_r(addr, addr_len, family, host, buf, len, result, h_error));
}

int shim_res_query(struct co *self, const char *name, int net_class, int type, unsigned char *answer,
		   int len) {
	return BLOCKING(self, real.res_query(name, net_class, type, answer, len));
}

int shim_res_search(struct co *self, const char *name, int net_class, int type, unsigned char *answer,
		    int len) {
	return BLOCKING(self, real.res_search(name, net_class, type, answer, len));
}

int shim_res_nquery(struct co *self, res_state state, const char *name, int net_class, int type,
		    unsigned char *answer, int len) {
	return BLOCKING(self, real.res_nquery(state, name, net_class, type, answer, len));
}

int shim_res_nsearch(struct co *self, res_state state, const char *name, int net_class, int type,
		     unsigned char *answer, int len) {
	return BLOCKING(self, real.res_nsearch(state, name, net_class, type, answer, len));
}
