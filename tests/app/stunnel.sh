#!/bin/bash
# stunnel, which does OpenSSL in a thread for each connection, serves curl, wrk and openssl s_client.
. "$(dirname "$0")/lib.sh"
need stunnel4 openssl curl wrk "$python"

openssl req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN=localhost -keyout "$tmp/key.pem" -out "$tmp/cert.pem" \
	>"$tmp/req.log" 2>&1 || fail "no certificate"

stunnel_on() { # port
	printf '%s\n' "foreground = yes" "pid =" "syslog = no" "debug = err" "cert = $tmp/cert.pem" "key = $tmp/key.pem" \
		"[web]" "accept = 127.0.0.1:$1" "connect = ${web#http://}" >"$tmp/stunnel.conf"
	exec "${evergreen[@]}" stunnel4 "$tmp/stunnel.conf"
}

make_files
serve_files
serve stunnel stunnel_on
fetch_and_compare 10 "https://127.0.0.1:$port" --insecure
load_with_wrk "https://127.0.0.1:$port/65537" -c 20

# Each s_client has a session of its own, all at once.
clients=()
for i in $(seq 20); do
	printf 'GET /65537 HTTP/1.0\r\n\r\n' |
		openssl s_client -quiet -connect "127.0.0.1:$port" >"$tmp/client.$i" 2>/dev/null &
	clients+=($!)
done
wait "${clients[@]}"
for i in $(seq 20); do
	tail -c 65537 "$tmp/client.$i" | cmp - "$tmp/files/65537" || fail "s_client $i got something else"
done
is_threadless stunnel 28 # of 50 connections, whose handshakes compute
stop stunnel TERM 0
made_coroutines stunnel 50
