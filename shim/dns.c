/* dns.c - the resolver, and users and groups, which may come over the network as well: what libc does
 * for them cannot be polled from outside, so each call is a blocking move. */
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

int shim_res_send(struct co *self, const unsigned char *question, int question_len,
		  unsigned char *answer, int len) {
	return BLOCKING(self, real.res_send(question, question_len, answer, len));
}

int shim_res_nsend(struct co *self, res_state state, const unsigned char *question, int question_len,
		   unsigned char *answer, int len) {
	return BLOCKING(self, real.res_nsend(state, question, question_len, answer, len));
}

int shim_res_querydomain(struct co *self, const char *name, const char *domain, int net_class, int type,
			 unsigned char *answer, int len) {
	return BLOCKING(self, real.res_querydomain(name, domain, net_class, type, answer, len));
}

int shim_getaddrinfo_a(struct co *self, int mode, struct gaicb *list[], int count,
		       struct sigevent *event) {
	if (mode != GAI_WAIT)
		return real.getaddrinfo_a(mode, list, count, event);
	return BLOCKING(self, real.getaddrinfo_a(mode, list, count, event));
}

int shim_gai_suspend(struct co *self, const struct gaicb *const list[], int count,
		     const struct timespec *timeout) {
	return BLOCKING(self, real.gai_suspend(list, count, timeout));
}

/* ---- users and groups ---- */

struct passwd *shim_getpwnam(struct co *self, const char *name) {
	return BLOCKING(self, real.getpwnam(name));
}

struct passwd *shim_getpwuid(struct co *self, uid_t id) {
	return BLOCKING(self, real.getpwuid(id));
}

int shim_getpwnam_r(struct co *self, const char *name, struct passwd *entry, char *buf, size_t len,
		    struct passwd **result) {
	return BLOCKING(self, real.getpwnam_r(name, entry, buf, len, result));
}

int shim_getpwuid_r(struct co *self, uid_t id, struct passwd *entry, char *buf, size_t len,
		    struct passwd **result) {
	return BLOCKING(self, real.getpwuid_r(id, entry, buf, len, result));
}

struct group *shim_getgrnam(struct co *self, const char *name) {
	return BLOCKING(self, real.getgrnam(name));
}

struct group *shim_getgrgid(struct co *self, gid_t id) {
	return BLOCKING(self, real.getgrgid(id));
}

int shim_getgrnam_r(struct co *self, const char *name, struct group *entry, char *buf, size_t len,
		    struct group **result) {
	return BLOCKING(self, real.getgrnam_r(name, entry, buf, len, result));
}

int shim_getgrgid_r(struct co *self, gid_t id, struct group *entry, char *buf, size_t len,
		    struct group **result) {
	return BLOCKING(self, real.getgrgid_r(id, entry, buf, len, result));
}

int shim_getgrouplist(struct co *self, const char *user, gid_t group, gid_t *groups, int *count) {
	return BLOCKING(self, real.getgrouplist(user, group, groups, count));
}
