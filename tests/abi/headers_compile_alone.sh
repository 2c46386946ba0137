#!/bin/bash
# Each header includes what it uses. The public one is plain C99, C11 and C++17.
. "$(dirname "$0")/lib.sh"
CXX=${CXX:-g++}

compile() { # compiler, language, options: the source is standard input
	"$1" -x "$2" -fsyntax-only -Wall -Wextra -Werror -I. "${@:3}" -
}

for header in runtime/*.h shim/*.h preload/*.h; do
	compile "$CC" c -std=gnu11 -D_GNU_SOURCE <<<"#include \"$header\"" || fail "$header does not compile alone"
	# A second time must do no harm.
	compile "$CC" c -std=gnu11 -D_GNU_SOURCE <<<"#include \"$header\""$'\n'"#include \"$header\"" ||
		fail "$header does not compile twice"
done

for standard in c99 c11 c17; do
	compile "$CC" c -std=$standard -pedantic -Wstrict-prototypes <<-'END' || fail "evergreen.h is not plain $standard"
		#include "runtime/evergreen.h"
		static void *fn(void *arg) { return arg; }
		int main(void) {
			eg_co *co = eg_spawn(fn, NULL, .name = "worker");
			int ended = eg_join(co, EG_FOREVER);
			eg_unref(co);
			return ended;
		}
	END
done
for standard in c++11 c++17 c++20; do
	compile "$CXX" c++ -std=$standard -pedantic <<-'END' || fail "evergreen.h is not plain $standard"
		#include "runtime/evergreen.h"
		static void *fn(void *arg) { return arg; }
		int main() {
			eg_opt options = eg_opt();
			options.name = "worker";
			eg_co *co = eg_spawn(fn, nullptr, options);
			int ended = eg_join(co, EG_FOREVER);
			eg_unref(co);
			return ended;
		}
	END
done
