# evergreen - see `make help`.
#
# Everything is built below $(O). Objects depend on a stamp of the flags, so that a change of CC or SAN
# rebuilds them.

VERSION := 0.1.0
O       ?= build
PREFIX  ?= /usr/local
LIBDIR  ?= $(PREFIX)/lib
BINDIR  ?= $(PREFIX)/bin
INCDIR  ?= $(PREFIX)/include
MANDIR  ?= $(PREFIX)/share/man
DESTDIR ?=
CC      ?= gcc
WERROR  ?= 1
SAN     ?=
ARCH    := $(shell $(CC) -dumpmachine | cut -d- -f1)
Q       := $(if $(V),,@)

WARN := -Wall -Wextra -Wshadow -Wstrict-prototypes -Wmissing-prototypes -Wcast-qual -Wundef -Wvla \
	-Wwrite-strings $(if $(filter 1,$(WERROR)),-Werror)
CFLAGS   ?= -O2 -g
ALL_CFLAGS := -std=gnu11 -D_GNU_SOURCE $(CFLAGS) -fPIC -fvisibility=hidden -fno-omit-frame-pointer $(WARN) \
	-I. -DEVERGREEN_VERSION='"$(VERSION)"' $(if $(SAN),-fsanitize=$(SAN))
LDFLAGS  ?=
ALL_LDFLAGS := -Wl,-z,now,-z,relro $(if $(SAN),-fsanitize=$(SAN),-Wl,-z,defs) $(LDFLAGS)
LIBS     := $(shell pkg-config --libs libev 2>/dev/null || echo -lev)

LIB_SRC  := $(wildcard runtime/*.c shim/*.c preload/*.c) $(wildcard runtime/*_$(ARCH).S preload/*_$(ARCH).S)
LIB_OBJ  := $(LIB_SRC:%=$(O)/%.o)
PROGRAMS := $(patsubst %.c,$(O)/%,$(wildcard examples/*.c bench/*.c))
LIBRARY  := $(O)/libevergreen.so
TESTS    := $(patsubst %.c,$(O)/%,$(wildcard tests/call/*.c))

.PHONY: all demo check bench lint format format-check install uninstall clean help FORCE
all: $(LIBRARY) $(PROGRAMS)

$(O)/flags: FORCE
	@mkdir -p $(@D)
	@echo '$(CC) $(ALL_CFLAGS) $(ALL_LDFLAGS)' | cmp -s - $@ || echo '$(CC) $(ALL_CFLAGS) $(ALL_LDFLAGS)' > $@

$(O)/%.c.o: %.c $(O)/flags
	@mkdir -p $(@D)
	$(if $(Q),@echo "  CC      $<")
	$(Q)$(CC) $(ALL_CFLAGS) -MMD -MP -c -o $@ $<

$(O)/%.S.o: %.S $(O)/flags
	@mkdir -p $(@D)
	$(if $(Q),@echo "  AS      $<")
	$(Q)$(CC) -I. -MMD -MP -c -o $@ $<

# The stubs must bear libc's plain names.
$(O)/preload/%.c.o $(O)/shim/%.c.o: ALL_CFLAGS += -U_FORTIFY_SOURCE -U_FILE_OFFSET_BITS

# The exports are the table's rows and the public header's functions; the node is anonymous, since the
# loader would not let a named version answer for read@GLIBC_2.2.5.
$(O)/exports.map: preload/exports.map.in shim/calls.def
	@mkdir -p $(@D)
	$(Q)$(CC) -E -P -I. -x c $< | sed '/^$$/d' > $@

$(LIBRARY): $(LIB_OBJ) $(O)/exports.map
	$(if $(Q),@echo "  LD      $@")
	$(Q)$(CC) -shared -o $@ $(LIB_OBJ) -Wl,-soname,libevergreen.so.0 $(ALL_LDFLAGS) \
		-Wl,--version-script=$(O)/exports.map $(LIBS)

$(O)/examples/% $(O)/bench/%: ALL_CFLAGS := -std=gnu11 $(CFLAGS) $(WARN)
$(O)/examples/%: examples/%.c
	@mkdir -p $(@D)
	$(if $(Q),@echo "  CC      $<")
	$(Q)$(CC) $(ALL_CFLAGS) -o $@ $< -lpthread
$(O)/bench/%: bench/%.c
	@mkdir -p $(@D)
	$(if $(Q),@echo "  CC      $<")
	$(Q)$(CC) $(ALL_CFLAGS) -o $@ $< -lpthread

# The tests of libc calls are plain POSIX programs that know nothing of evergreen.
$(O)/tests/call/%: tests/call/%.c tests/test.h
	@mkdir -p $(@D)
	$(if $(Q),@echo "  CC      $<")
	$(Q)$(CC) -std=gnu11 -D_GNU_SOURCE -g -O1 -Wall -Wextra $(if $(filter 1,$(WERROR)),-Werror) -I. -o $@ $< -lpthread

tests: $(LIBRARY) $(TESTS)

clean:
	rm -rf $(O)

-include $(LIB_OBJ:.o=.d)
