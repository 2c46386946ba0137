#!/bin/bash
# `make install` makes a tree from which the launcher, the library and the header work, below DESTDIR as
# well; `make uninstall` leaves nothing of it.
. "$(dirname "$0")/lib.sh"

quietly() {
	"$@" >"$tmp/log" 2>&1 || fail "$* failed: $(cat "$tmp/log")"
}

try() { # root, prefix, libdir, more settings of make
	local root=$1 prefix=$2 libdir=$3
	shift
	local settings=(DESTDIR="$root" PREFIX="$prefix" "${@:3}")
	quietly make -o "$library" O="$O" "${settings[@]}" install # the library as it is
	local launcher=$root$prefix/bin/evergreen

	[ "$("$launcher" --version)" = "evergreen $version" ] || fail "version: $("$launcher" --version)"
	"$launcher" --stats "$program" >"$tmp/out" 2>"$tmp/err" || fail "the installed launcher failed: $(cat "$tmp/err")"
	grep -q '^evergreen: [1-9][0-9]* coroutines' "$tmp/err" || fail "no coroutines: $(cat "$tmp/err")"
	ln -sf "$launcher" "$tmp/link"
	quietly "$tmp/link" "$program"

	# A program that uses the header, by way of pkg-config.
	export PKG_CONFIG_PATH=$root$libdir/pkgconfig PKG_CONFIG_SYSROOT_DIR=$root
	quietly pkg-config --exact-version="$version" evergreen
	# shellcheck disable=SC2046
	quietly "$CC" -o "$tmp/hello" "$tmp/hello.c" $(pkg-config --cflags --libs evergreen)
	LD_LIBRARY_PATH=$root$libdir quietly "$tmp/hello"
	[ "$(cat "$tmp/log")" = "hello from a coroutine" ] || fail "the linked program said $(cat "$tmp/log")"

	quietly make "${settings[@]}" uninstall
	left=$(find "$root$prefix" ! -type d)
	[ -z "$left" ] || fail "uninstall left $left"
}

cat >"$tmp/hello.c" <<'END'
#include <evergreen.h>
#include <stdio.h>

static void *hello(void *arg) {
	puts(arg);
	return NULL;
}

int main(void) {
	char text[] = "hello from a coroutine";
	eg_co *co = eg_spawn(hello, text);
	return eg_join(co, EG_FOREVER);
}
END
program=$O/tests/call/read_parks_only_its_thread
version=$(sed -n 's/^VERSION := //p' Makefile)
try "$tmp/root" /usr /usr/lib
try "$tmp/root" /opt/evergreen /opt/evergreen/lib/x86 LIBDIR=/opt/evergreen/lib/x86
try "" "$tmp/real" "$tmp/real/lib"
