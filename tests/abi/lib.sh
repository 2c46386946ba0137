# lib.sh - what the tests of the shared object share: its table of calls and its symbols.
# shellcheck shell=bash disable=SC2034

O=${O:-build}
CC=${CC:-gcc}
library=$O/libevergreen.so
tmp=$(mktemp -d) || exit 1
trap 'rm -rf "$tmp"' EXIT

fail() {
	echo "$*" >&2
	exit 1
}

# The names of the calls that are ours, as the table has them.
table_names() {
	"$CC" -E -P -I. -x c - <<-'END' | sed 's/^[[:space:]]*//; /^$/d' | sort
		#define PARK(family, returns, name, params, args) name
		#define PARK_VOID(family, name, params, args) name
		#define HOOK(family, returns, name, params, args) name
		#define POINT(family, returns, name, params, args) name
		#define LAST(family, name, params, args) name
		#define VARIADIC(family, returns, name, params, args) name
		#define STREAM(returns, name, params, args, stream) name
		#define STREAM_VOID(name, params, args, stream) name
		#define EXPORTED(name) name
		#define ALIAS(alias, name) alias
		#include "shim/calls.def"
	END
}

# The functions that evergreen.h declares.
public_names() {
	"$CC" -E -P -I. runtime/evergreen.h | tr '\n' ' ' | sed 's/;/;\n/g' | grep -v typedef | grep -o '\beg_[a-z0-9_]* *(' | tr -d ' (' | sort -u >"$tmp/mentioned"
	# Those that it also defines are inline, and not exported.
	"$CC" -E -P -I. runtime/evergreen.h | tr '\n' ' ' | sed 's/;/;\n/g; s/}/}\n/g' |
		sed -n 's/.*static inline[^(]*\b\(eg_[a-z0-9_]*\) *(.*/\1/p' | sort -u >"$tmp/inline"
	comm -23 "$tmp/mentioned" "$tmp/inline"
}
