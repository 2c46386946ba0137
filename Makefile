# evergreen - `make help` lists what can be made.
#
# Everything is built below $(O). Objects depend on a stamp of the flags, so that a change of CC or SAN
# rebuilds them.

VERSION := 0.1.0
O       ?= build
PREFIX  ?= /usr/local
LIBDIR  ?= $(PREFIX)/lib
BINDIR  ?= $(PREFIX)/bin
MANDIR  ?= $(PREFIX)/share/man
INCDIR  ?= $(PREFIX)/include
DESTDIR ?=
CC      ?= gcc
CXX     ?= g++
WERROR  ?= 1
SAN     ?=
DEBUG   ?=
ARCH    := $(firstword $(subst -, ,$(shell $(CC) -dumpmachine 2>/dev/null || uname -m)))
Q       := $(if $(V),,@)
say      = $(if $(V),,@echo "  $(1)  $(2)")

CFLAGS      ?= -O2 -g
WARN        := -Wall -Wextra -Wshadow -Wundef -Wvla -Wwrite-strings $(if $(filter 1,$(WERROR)),-Werror)
WARN_C      := $(WARN) -Wstrict-prototypes -Wmissing-prototypes -Wcast-qual
SANITIZE    := $(if $(SAN),-fsanitize=$(SAN) -fno-sanitize-recover=all)
LIB_CFLAGS  := -std=gnu11 -D_GNU_SOURCE $(CFLAGS) -fPIC -fvisibility=hidden -fno-omit-frame-pointer \
	       $(WARN_C) $(SANITIZE) $(if $(filter 1,$(DEBUG)),-DEVERGREEN_DEBUG) -I. -DEVERGREEN_VERSION='"$(VERSION)"'
LIB_LDFLAGS := -Wl,-z,now,-z,relro $(SANITIZE) $(if $(SAN),,-Wl,-z,defs) $(LDFLAGS)
LIBS        := $(shell pkg-config --libs libev 2>/dev/null || echo -lev)
# Examples, benchmarks and tests are programs like any others; ThreadSanitizer must come first, and know them.
PROG_SANITIZE := $(if $(filter thread,$(SAN)),$(SANITIZE))
PROG_CFLAGS := -std=gnu11 -D_GNU_SOURCE $(CFLAGS) -Wall -Wextra $(if $(filter 1,$(WERROR)),-Werror) -I. $(PROG_SANITIZE)
PROG_CXXFLAGS := -std=c++20 $(CFLAGS) -Wall -Wextra $(if $(filter 1,$(WERROR)),-Werror) -I. $(PROG_SANITIZE)

LIBRARY  := $(O)/libevergreen.so
SSL      := $(if $(shell pkg-config --exists openssl && echo y),$(O)/libevergreen-ssl.so)
LIB_SRC  := $(wildcard runtime/*.c shim/*.c preload/*.c runtime/*_$(ARCH).S preload/*_$(ARCH).S)
LIB_OBJ  := $(LIB_SRC:%=$(O)/%.o)
RUNTIME_OBJ := $(filter $(O)/runtime/%,$(LIB_OBJ))
# An example is built where the library is that it needs.
NEEDS    := 05_fetch=libcurl 15_redis=hiredis 32_zmq=libzmq postgres=libpq
NEED     = $(patsubst $(notdir $(1))=%,%,$(filter $(notdir $(1))=%,$(NEEDS)))
MISSING  := $(foreach need,$(NEEDS),$(if $(shell pkg-config --exists $(lastword $(subst =, ,$(need))) && echo y),,\
	      examples/$(firstword $(subst =, ,$(need))).c))
SSL_USES := $(if $(SSL),,$(shell grep -l '<evergreen-ssl.h>' examples/*.c))
USERS    := $(shell grep -l '<evergreen' examples/*.c)
EXAMPLES := $(patsubst %.c,$(O)/%,$(filter-out $(MISSING) $(SSL_USES),$(USERS)))
PROGRAMS := $(EXAMPLES) $(patsubst %.c,$(O)/%,$(filter-out $(USERS),$(wildcard examples/*.c)) $(wildcard bench/*.c))
PEERS    := $(addprefix $(O)/bench/peers/,pth st fiber goroutines)
TESTS    := $(patsubst %.c,$(O)/%,$(wildcard tests/call/*.c tests/api/*.c tests/unit/*.c tests/app/*.c tests/stress/*.c \
	      $(if $(SSL),tests/ssl/*.c))) \
	    $(patsubst %.cc,$(O)/%,$(wildcard tests/call/*.cc tests/api/*.cc))
SOURCES  := $(wildcard runtime/*.[ch] shim/*.[ch] preload/*.[ch] examples/*.c bench/*.c tests/*.h tests/*/*.c tests/*/*.cc ssl/*.[ch])

.PHONY: all man demo check tests peers bench stress lint format format-check install uninstall clean help FORCE
.DELETE_ON_ERROR:

all: $(LIBRARY) $(SSL) $(PROGRAMS)

help:
	@echo 'make             build $(LIBRARY), the examples and the benchmarks'
	@echo 'make demo        an ordinary threaded server, on kernel threads and under evergreen'
	@echo 'make check       build and run all tests'
	@echo 'make bench       measure, against kernel threads, an epoll loop and other libraries'
	@echo 'make stress      five minutes of everything at once (STRESS_SECONDS=n)'
	@echo 'make lint        static checks; make format: the formatter'
	@echo 'make install     to PREFIX=$(PREFIX), below DESTDIR; make uninstall'
	@echo 'make clean'
	@echo 'CC=clang  SAN=address|undefined|thread  DEBUG=1  O=directory  V=1  WERROR=0'

# What is needed but missing is installed first, where that is allowed.
# Man pages, from the headers and the launcher's help.
man: $(O)/man/stamp
$(O)/man/stamp: runtime/evergreen.h ssl/evergreen-ssl.h scripts/evergreen scripts/make-man
	$(call say,MAN,$(O)/man)
	$(Q)scripts/make-man $(O)/man $(VERSION)
	$(Q)touch $@

demo:
	@scripts/setup demo
	@$(MAKE) --no-print-directory all
	@scripts/demo

check:
	@scripts/setup check
	@$(MAKE) --no-print-directory -j$$(nproc) all tests
	@scripts/run-tests

# The long form of what `make check` does for ten seconds.
STRESS_SECONDS ?= 300
stress: all tests
	O=$(O) STRESS_SECONDS=$(STRESS_SECONDS) bash tests/stress/hubs.sh

bench:
	@scripts/setup bench
	@$(MAKE) --no-print-directory -j$$(nproc) all peers
	@bench/run

# ---- the shared object ----

$(O)/flags: FORCE
	@mkdir -p $(@D)
	@echo '$(CC) $(LIB_CFLAGS) $(LIB_LDFLAGS) $(PROG_CFLAGS)' >$@.new
	@cmp -s $@.new $@ && rm $@.new || mv $@.new $@

# The stubs must bear libc's plain names.
$(O)/%.c.o: %.c $(O)/flags
	@mkdir -p $(@D)
	$(call say,CC,$<)
	$(Q)$(CC) $(LIB_CFLAGS) -U_FORTIFY_SOURCE -U_FILE_OFFSET_BITS -MMD -MP -c -o $@ $<

# C++ exceptions, and unwinding, pass through what these call.
$(O)/shim/once.c.o $(O)/runtime/server.c.o: LIB_CFLAGS += -fexceptions

# Some of these are called while ThreadSanitizer itself begins.
$(O)/preload/%.c.o $(O)/shim/%.c.o $(O)/runtime/fork.c.o $(O)/runtime/next.c.o: LIB_CFLAGS := $(filter-out -fsanitize=thread,$(LIB_CFLAGS))

$(O)/%.S.o: %.S $(O)/flags
	@mkdir -p $(@D)
	$(call say,AS,$<)
	$(Q)$(CC) -I. -MMD -MP -c -o $@ $<

# The exports are the table's rows and the public functions. The map's node is anonymous: the loader would
# not let a named version answer for read@GLIBC_2.2.5.
$(O)/exports.map: preload/exports.map.in shim/calls.def
	@mkdir -p $(@D)
	$(Q)$(CC) -E -P -I. -x c $< | sed '/^$$/d' >$@

$(LIBRARY): $(LIB_OBJ) $(O)/exports.map
	$(call say,LD,$@)
	$(Q)$(CC) -shared -o $@ $(LIB_OBJ) -Wl,-soname,libevergreen.so.0 $(LIB_LDFLAGS) \
		-Wl,--version-script=$(O)/exports.map $(LIBS)
	$(Q)ln -sf libevergreen.so $(O)/libevergreen.so.0

# TLS is a library of its own: OpenSSL must not come with the preloaded object.
$(O)/ssl/%.c.o: LIB_CFLAGS += -Iruntime $(shell pkg-config --cflags openssl 2>/dev/null)

$(O)/libevergreen-ssl.so: $(O)/ssl/ssl.c.o $(LIBRARY)
	$(call say,LD,$@)
	$(Q)$(CC) -shared -o $@ $< -Wl,-soname,libevergreen-ssl.so.0 $(LIB_LDFLAGS) -L$(O) -levergreen \
		$(shell pkg-config --libs openssl)
	$(Q)ln -sf libevergreen-ssl.so $(O)/libevergreen-ssl.so.0

-include $(LIB_OBJ:.o=.d) $(O)/ssl/ssl.c.d

# ---- programs ----

$(O)/%: %.c $(O)/flags $(wildcard tests/*.h bench/*.h)
	@mkdir -p $(@D)
	$(call say,CC,$<)
	$(Q)$(CC) $(PROG_CFLAGS) -o $@ $< $(PROG_LIBS) -lpthread

$(O)/%: %.cc $(O)/flags $(wildcard tests/*.h bench/*.h)
	@mkdir -p $(@D)
	$(call say,CXX,$<)
	$(Q)$(CXX) $(PROG_CXXFLAGS) -o $@ $< $(PROG_LIBS) -lpthread

# These use evergreen.h, or a library that does the like.
EVERGREEN := -L$(O) -levergreen -Wl,-rpath,$(abspath $(O))
$(O)/tests/api/% $(O)/bench/spawn: PROG_LIBS := $(EVERGREEN)
$(filter $(O)/tests/api/%,$(TESTS)) $(O)/bench/spawn $(EXAMPLES): $(LIBRARY)
$(O)/tests/ssl/% $(O)/examples/ssl_%: PROG_LIBS := $(EVERGREEN) -levergreen-ssl
$(filter $(O)/tests/ssl/%,$(TESTS)) $(filter $(O)/examples/ssl_%,$(EXAMPLES)): $(SSL)
$(O)/tests/ssl/% $(O)/examples/ssl_%: PROG_CFLAGS += -Iruntime -Issl
$(filter-out $(O)/examples/ssl_%,$(EXAMPLES)): PROG_LIBS = $(EVERGREEN) $(if $(call NEED,$@),$(shell pkg-config --libs $(call NEED,$@)))
$(filter-out $(O)/examples/ssl_%,$(EXAMPLES)): PROG_CFLAGS += -Iruntime $(if $(call NEED,$@),$(shell pkg-config --cflags $(call NEED,$@)))
# These look inside the runtime, and have nothing but it.
$(O)/tests/unit/%: PROG_LIBS = $(RUNTIME_OBJ) $(LIBS) -lm $(SANITIZE)
$(filter $(O)/tests/unit/%,$(TESTS)): $(RUNTIME_OBJ)
$(O)/bench/peers/pth: PROG_LIBS := -lpth
$(O)/bench/peers/st: PROG_LIBS := -lst
$(O)/bench/peers/fiber: PROG_LIBS := -lboost_fiber -lboost_context
$(O)/bench/peers/goroutines: bench/peers/goroutines.go
	@mkdir -p $(@D)
	$(call say,GO,$<)
	$(Q)GOCACHE=$(abspath $(O))/go-cache go build -o $@ $<
peers: $(PEERS)

tests: $(LIBRARY) $(TESTS)

# ---- keeping it in order ----

format:
	clang-format -i $(SOURCES)

format-check:
	@echo clang-format
	@clang-format --dry-run -Werror $(SOURCES)

lint:
	@scripts/setup lint
	@$(MAKE) --no-print-directory format-check
	@echo shellcheck
	@shellcheck -x -P SCRIPTDIR scripts/* $(wildcard tests/*/*.sh bench/run .ci/run)
	@$(MAKE) --no-print-directory all tests
	@$(MAKE) --no-print-directory O=$(O)/clang CC=clang CXX=clang++ all tests
	scripts/check-layers
	cppcheck --quiet --suppress=internalAstError:shim/sigwait.c --std=c11 --error-exitcode=1 -I. -D__x86_64__ runtime shim preload ssl

INSTALLED := $(LIBDIR)/libevergreen.so.$(VERSION) $(LIBDIR)/libevergreen.so.0 $(LIBDIR)/libevergreen.so \
	     $(LIBDIR)/pkgconfig/evergreen.pc $(INCDIR)/evergreen.h $(BINDIR)/evergreen \
	     $(if $(SSL),$(LIBDIR)/libevergreen-ssl.so.$(VERSION) $(LIBDIR)/libevergreen-ssl.so.0 $(LIBDIR)/libevergreen-ssl.so $(INCDIR)/evergreen-ssl.h \
	     $(LIBDIR)/pkgconfig/evergreen-ssl.pc)
FILL_IN    = sed -e 's|@VERSION@|$(VERSION)|' -e 's|@PREFIX@|$(PREFIX)|' -e 's|@INCDIR@|$(INCDIR)|'

install: $(LIBRARY) $(SSL) $(O)/man/stamp
	install -d $(addprefix $(DESTDIR),$(sort $(dir $(INSTALLED))))
	install -m 755 $(LIBRARY) $(DESTDIR)$(LIBDIR)/libevergreen.so.$(VERSION)
	ln -sf libevergreen.so.$(VERSION) $(DESTDIR)$(LIBDIR)/libevergreen.so.0
	ln -sf libevergreen.so.0 $(DESTDIR)$(LIBDIR)/libevergreen.so
	install -m 644 runtime/evergreen.h $(DESTDIR)$(INCDIR)/evergreen.h
	$(if $(SSL),install -m 755 $(SSL) $(DESTDIR)$(LIBDIR)/libevergreen-ssl.so.$(VERSION))
	$(if $(SSL),ln -sf libevergreen-ssl.so.$(VERSION) $(DESTDIR)$(LIBDIR)/libevergreen-ssl.so.0)
	$(if $(SSL),ln -sf libevergreen-ssl.so.0 $(DESTDIR)$(LIBDIR)/libevergreen-ssl.so)
	$(if $(SSL),install -m 644 ssl/evergreen-ssl.h $(DESTDIR)$(INCDIR)/evergreen-ssl.h)
	$(if $(SSL),$(FILL_IN) -e 's|@LIBDIR@|$(LIBDIR)|' ssl/evergreen-ssl.pc.in >$(DESTDIR)$(LIBDIR)/pkgconfig/evergreen-ssl.pc)
	$(FILL_IN) -e 's|@LIBDIR@|$(LIBDIR)|' runtime/evergreen.pc.in >$(O)/evergreen.pc
	install -m 644 $(O)/evergreen.pc $(DESTDIR)$(LIBDIR)/pkgconfig/evergreen.pc
	$(FILL_IN) -e "s|@LIBDIR@|$$(realpath -m --relative-to=$(BINDIR) $(LIBDIR))|" scripts/evergreen >$(O)/evergreen
	install -m 755 $(O)/evergreen $(DESTDIR)$(BINDIR)/evergreen

	install -d $(DESTDIR)$(MANDIR)/man1 $(DESTDIR)$(MANDIR)/man3
	install -m 644 $(O)/man/man1/* $(DESTDIR)$(MANDIR)/man1
	install -m 644 $(O)/man/man3/* $(DESTDIR)$(MANDIR)/man3

uninstall: $(O)/man/stamp
	rm -f $(addprefix $(DESTDIR),$(INSTALLED))
	cd $(O)/man && for page in man1/* man3/*; do rm -f $(DESTDIR)$(MANDIR)/$$page; done

clean:
	rm -rf $(O)
