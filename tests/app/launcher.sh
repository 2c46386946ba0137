#!/bin/bash
# The launcher: what it cannot help gets one line and status 2, or a warning and runs plainly; everything
# else is the program's own.
# shellcheck disable=SC2013,SC2015,SC2016,SC2028
. "$(dirname "$0")/lib.sh"
launcher=scripts/evergreen library=$O/libevergreen.so

run() { # arguments...: sets status; what was said is in out and err
	"$launcher" "$@" >"$tmp/out" 2>"$tmp/err"
	status=$?
}

# One line, with this text, and status 2.
refused() { # text, arguments...
	local text=$1
	shift
	run "$@"
	[ $status = 2 ] || fail "$*: status $status, not 2"
	[ "$(wc -l <"$tmp/err")" = 1 ] && [ ! -s "$tmp/out" ] || fail "$*: not one line on standard error: $(cat "$tmp/err")"
	grep -q "^evergreen: .*$text" "$tmp/err" || fail "$*: said $(cat "$tmp/err")"
}

# ---- the program's own ----
run sh -c 'echo out; echo err >&2; exit 7'
[ $status = 7 ] && [ "$(cat "$tmp/out" "$tmp/err")" = $'out\nerr' ] || fail "status $status, said $(cat "$tmp/out" "$tmp/err")"
run sh -c 'kill -TERM $$'
[ $status = 143 ] || fail "status $status of a program that a signal killed"
run -- printf '%s|' 'a b' '' '*' -v --stats
[ "$(cat "$tmp/out")" = 'a b||*|-v|--stats|' ] || fail "arguments became $(cat "$tmp/out")"
printf 'input' | "$launcher" cat | cmp - <(printf 'input') || fail "standard input is lost"
EVERGREEN_VERBOSE=0 "$launcher" sh -c 'echo $EVERGREEN_VERBOSE' | grep -qx 0 || fail "the environment's setting is lost"

# ---- what it says of itself ----
run --version
[ $status = 0 ] && grep -q "^evergreen $(sed -n 's/^VERSION := //p' Makefile)" "$tmp/out" || fail "version: $(cat "$tmp/out")"
run --help
[ $status = 0 ] || fail "--help ends with status $status"
for setting in $(grep -ho '"EVERGREEN_[A-Z_]*"' preload/*.c | tr -d '"' | sort -u); do
	grep -q "$setting" "$tmp/out" || fail "--help does not tell of $setting"
done
for option in $(grep -o '^	--[a-z-]*\|^	-. | --[a-z]*' "$launcher" | grep -o -- '--[a-z-]*[a-z]' | grep -v '^--no$'); do
	grep -q -- "$option" "$tmp/out" || fail "--help does not tell of $option"
done

# ---- options ----
refused 'which program' --stats
refused 'unknown option --nonsense' --nonsense true
for value in '' 0x10 -1 12Q K 8MB 99999999999999999999G; do
	refused 'STACK_SIZE=\|stack-size=' --stack-size="$value" true
done
for value in '' 0 -1 1K many; do
	refused 'CARRIERS=\|carriers=' --carriers="$value" true
done
refused 'at least 16K' --stack-size=1K true
refused "no family 'nonsense'" --only=io,nonsense true
refused "no family 'nonsense'" --no-nonsense true
refused 'which families' --only= true
refused "coroutines or threads" --backend=processes true
for setting in EVERGREEN_STACK_SIZE=lots EVERGREEN_CARRIERS=0 EVERGREEN_ONLY=x EVERGREEN_OFF=io,x EVERGREEN_VERBOSE=9 EVERGREEN_BACKEND=processes; do
	export "${setting?}"
	refused "$setting" true
	unset "${setting%=*}"
done

# The families switched off are off, and the others on.
program=$O/tests/call/read_parks_only_its_thread
run --stats "$program"
[ $status = 0 ] && grep -q '^evergreen: 1 coroutines' "$tmp/err" && grep -q 'parks in read' "$tmp/err" || fail "$(cat "$tmp/err")"
run --stats "$O/tests/call/sem_wait_for_another_process_is_interrupted_by_a_signal" # on a kernel thread of its own
[ $status = 0 ] && grep -q 'parks in sem_wait' "$tmp/err" || fail "$(cat "$tmp/err")"
run --stats --no-threads "$program"
[ $status = 0 ] && grep -q '^evergreen: 0 coroutines' "$tmp/err" || fail "--no-threads: $(cat "$tmp/err")"
run --stats --only=io,poll,time "$program"
[ $status = 0 ] && grep -q '^evergreen: 0 coroutines' "$tmp/err" || fail "--only without threads: $(cat "$tmp/err")"
run --stats --only=threads,io,time "$program"
[ $status = 0 ] && grep -q '^evergreen: 1 coroutines' "$tmp/err" || fail "--only with threads: $(cat "$tmp/err")"

# ---- programs that are none ----
refused 'no program no-such-program in PATH' no-such-program
refused 'no program ./no-such-program' ./no-such-program
refused 'is not an executable file' "$tmp"
echo text >"$tmp/text"
refused 'is not an executable file' "$tmp/text"
chmod +x "$tmp/text"
refused 'neither an ELF program nor a script' "$tmp/text"
: >"$tmp/empty" && chmod +x "$tmp/empty"
refused 'neither an ELF program nor a script' "$tmp/empty"

# ---- scripts ----
script() { # first line
	printf '%s\n' "$1" 'echo "$1"' >"$tmp/script"
	chmod +x "$tmp/script"
}
for first in '#!/bin/sh' '#! /bin/sh -e' '#!/usr/bin/env sh' '#!/usr/bin/env -S sh -e'; do
	script "$first"
	run "$tmp/script" hello
	[ $status = 0 ] && [ "$(cat "$tmp/out")" = hello ] || fail "$first: status $status, $(cat "$tmp/err")"
done
script '#!/no/such/interpreter'
refused 'wants /no/such/interpreter' "$tmp/script"
script '#!/usr/bin/env no-such-interpreter'
refused 'wants no-such-interpreter' "$tmp/script"

# ---- programs of the wrong kind ----
true=$(command -v env)
patched() { # offset, bytes as printf has them: a program that has them there
	cp "$true" "$tmp/patched"
	# shellcheck disable=SC2059
	printf "$2" | dd of="$tmp/patched" bs=1 seek="$1" conv=notrunc status=none
}
patched 4 '\001'
refused 'another kind of machine' "$tmp/patched"
script "#!$tmp/patched"
refused 'another kind of machine' "$tmp/script"
patched 18 '\363\000' # RISC-V
refused 'another kind of machine' "$tmp/patched"

if echo 'int main(void) { return 0; }' | gcc -static -o "$tmp/static" -x c - 2>/dev/null; then
	refused 'statically linked' "$tmp/static"
fi

# The program only has to look as if it were setuid, and not the caller's.
cp "$true" "$tmp/setuid"
if chown 65534:65534 "$tmp/setuid" 2>/dev/null; then
	chmod u+s "$tmp/setuid"
	refused 'is setuid or setgid' "$tmp/setuid"
	chmod u-s,g+s "$tmp/setuid"
	refused 'is setuid or setgid' "$tmp/setuid"
	chmod g-s "$tmp/setuid"
fi
run "$tmp/setuid" true
[ $status = 0 ] || fail "a copy without the bit: $(cat "$tmp/err")"

# ---- runtimes that manage their threads themselves ----
# The marks of Go's linker: a section of that name.
echo 'int main(void) { return 5; }
__asm__(".section .go.buildinfo, \"a\"\n.byte 1\n.previous");' | gcc -o "$tmp/go" -x c - || fail "gcc failed"
run "$tmp/go"
[ $status = 5 ] && grep -q '^evergreen: .*the Go runtime' "$tmp/err" || fail "Go: status $status, $(cat "$tmp/err")"
run -q "$tmp/go"
[ $status = 5 ] && [ ! -s "$tmp/err" ] || fail "Go, quietly: status $status, $(cat "$tmp/err")"
run sh -c "$tmp/go"
[ $status = 5 ] && [ ! -s "$tmp/err" ] || fail "a program that has Go's section, but not its note: $(cat "$tmp/err")"
# In a script the launcher does not see it, but the library does.
echo 'int main(void) { return 5; }
__asm__(".section .note.go.buildid, \"a\", @note\n.balign 4\n.long 4, 4, 4\n.asciz \"Go\"\n.byte 0\n"
	".ascii \"abcd\"\n.previous");' | gcc -o "$tmp/go" -x c - || fail "gcc failed"
run sh -c "$tmp/go"
[ $status = 5 ] && grep -q '^evergreen: the Go runtime' "$tmp/err" || fail "Go in a script: status $status, $(cat "$tmp/err")"
# A program linked with the launcher library of the JVM.
echo 'int jli(void) { return 6; }' | gcc -shared -fPIC -Wl,-soname,libjli.so -o "$tmp/libjli.so" -x c - || fail "gcc failed"
echo '#include <stdlib.h>
int jli(void);
int main(void) { return getenv("LD_PRELOAD") ? 1 : jli(); }' | gcc -o "$tmp/java" -x c - -x none "$tmp/libjli.so" -Wl,-rpath,"$tmp" || fail "gcc failed"
run "$tmp/java"
[ $status = 6 ] && grep -q '^evergreen: .*the Java virtual machine' "$tmp/err" || fail "Java: status $status, $(cat "$tmp/err")"
run sh -c "$tmp/java"
grep -q '^evergreen: the Java virtual machine' "$tmp/err" || fail "Java in a script: $(cat "$tmp/err")"

# ---- its own library ----
mkdir -p "$tmp/odd place/bin" "$tmp/odd place/build"
cp "$launcher" "$tmp/odd place/bin"
launcher="$tmp/odd place/bin/evergreen"
unset O
refused 'run make' true
cp "$library" "$tmp/odd place/build/"
refused 'a path with spaces' true
