/* "Gevent ZeroMQ": plain libzmq, whose blocking calls wait in poll, and park. */
#include <evergreen.h>
#include <stdio.h>
#include <unistd.h>
#include <zmq.h>

static void *context;
static char address[64];

static void *server(void *arg) {
	char buf[16];
	void *socket = zmq_socket(context, ZMQ_REP);
	if (zmq_bind(socket, address) < 0)
		return eg_fail(zmq_errno(), "%s", zmq_strerror(zmq_errno()));
	for (int request = 1; request < 10; request++) {
		zmq_recv(socket, buf, sizeof buf, 0);
		printf("Switched to Server for %d\n", request);
		zmq_send(socket, "World", 5, 0);
	}
	zmq_close(socket);
	return arg;
}

static void *client(void *arg) {
	char buf[16];
	void *socket = zmq_socket(context, ZMQ_REQ);
	zmq_connect(socket, address);
	for (int request = 1; request < 10; request++) {
		zmq_send(socket, "Hello", 5, 0);
		zmq_recv(socket, buf, sizeof buf, 0);
		printf("Switched to Client for %d\n", request);
	}
	zmq_close(socket);
	return arg;
}

int main(void) {
	context = zmq_ctx_new();
	snprintf(address, sizeof address, "ipc://@evergreen-%d", (int)getpid());
	eg_co *both[] = { eg_spawn(server, NULL), eg_spawn(client, NULL) };
	eg_joinall(both, 2, EG_FOREVER);
	zmq_ctx_term(context);
	return 0;
}
