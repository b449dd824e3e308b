# `make help` lists the targets. SAN=1 builds with the sanitizers, V=1 shows the compiler's command lines.

PREFIX ?= /usr/local
BUILD  := build$(if $(SAN),/san)
DEMO   ?= demo

FOLDERS := base config acquisition acquisition/instruments acquisition/text protocols record \
           export export/measures console console/commands console/screen
SOURCES := $(filter-out console/main.c,$(wildcard $(addsuffix /*.c,$(FOLDERS))))
TESTS   := $(wildcard tests/*.c)
FUZZERS := fuzz_decoder fuzz_settings fuzz_script fuzz_record
# Texts that the program carries inside itself (see base/embedded.h), and those of them that a new study's folder begins with.
SHIPPED := $(wildcard config/examples/study.ini config/examples/station.ini protocols/README.md protocols/library/*.lua protocols/editor/*)
TEXTS   := $(wildcard record/schema.sql protocols/prelude.lua) $(SHIPPED)

PKGS   := libserialport xlsxwriter cairo lua5.4 sqlite3 inih libsodium jansson zlib ncursesw
DEBIAN := build-essential pkg-config libserialport-dev libxlsxwriter-dev liblua5.4-dev \
          libsqlite3-dev libinih-dev libsodium-dev libjansson-dev libcairo2-dev zlib1g-dev libreadstat-dev libncurses-dev
DEBIAN_BENCH := python3 python3-serial tio python3-pandas python3-xlsxwriter
DEBIAN_CHECK := libcunit1-dev python3 python3-numpy python3-openpyxl poppler-utils unzip tmux procps \
                "libasound2t64|libasound2"
DEBIAN_QEMU := python3 qemu-system-x86 busybox-static cpio kmod e2fsprogs

CFLAGS   ?= -O2 -g
WARNINGS := -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wstrict-prototypes -Wmissing-prototypes
SANITIZE := $(if $(SAN),-fsanitize=address -fsanitize=undefined -fno-omit-frame-pointer)

# A library may leak by itself; what we leak is found.
export LSAN_OPTIONS := suppressions=$(CURDIR)/tests/leaks.supp:print_suppressions=0

override CFLAGS   += -std=c17 -pthread $(WARNINGS) $(SANITIZE)
override CPPFLAGS += -I. -D_GNU_SOURCE -MMD -MP $(shell pkg-config --cflags $(PKGS) 2>/dev/null)
LDLIBS = $(shell pkg-config --libs $(PKGS)) -lreadstat -lm

objects = $(1:%.c=$(BUILD)/%.o)
texts   = $(TEXTS:%=$(BUILD)/%.o)
say     = $(if $(V),,@echo '  $(1) $(2)';)

all: packages
	@$(MAKE) --no-print-directory $(BUILD)/soleus

$(BUILD)/soleus: $(call objects,$(SOURCES) console/main.c) $(texts)
$(BUILD)/run_tests: $(call objects,$(TESTS) $(SOURCES)) $(texts)
$(BUILD)/run_tests: LDLIBS += -lcunit

$(call objects,$(TESTS)): CPPFLAGS += -I$(BUILD)/tests
$(call objects,$(TESTS)): | $(BUILD)/tests/suites.list
$(BUILD)/tests/run_tests.o: $(BUILD)/tests/suites.list

# One line for each shipped file: where it comes to stand, and the name of its text.
$(BUILD)/console/shipped.o: CPPFLAGS += -I$(BUILD)/console
$(BUILD)/console/shipped.o: $(BUILD)/console/shipped.list
$(BUILD)/console/shipped.list: Makefile $(SHIPPED)
	@mkdir -p $(@D)
	@for text in $(SHIPPED); do echo "SHIPPED(\"$$text\", $$(echo $$text | tr ./ __))"; done | sort | \
	 sed 's,"config/examples/,",; s,"protocols/library/,"protocols/,; s,"protocols/editor/luarc,"protocols/.luarc,; s,"protocols/editor/,"protocols/types/,' >$@

# One line for each tests/test_NAME.c; see tests/suites.h.
$(BUILD)/tests/suites.list: $(filter tests/test_%,$(TESTS))
	@mkdir -p $(@D)
	@printf 'SUITE(%s_suite)\n' $(patsubst tests/test_%.c,%,$^) > $@

$(BUILD)/bench_export: $(call objects,tests/bench/bench_export.c $(SOURCES)) $(texts)

$(BUILD)/show_moment: $(call objects,tests/screens/show_moment.c tests/moments.c tests/scratch.c $(SOURCES)) $(texts)

$(BUILD)/hostile_record: $(call objects,tests/readers/hostile_record.c tests/export_fixture.c tests/record_fixture.c tests/scratch.c \
	$(SOURCES)) $(texts)

$(filter-out %record,$(FUZZERS:%=$(BUILD)/%)): $(BUILD)/%: $(BUILD)/tests/fuzz/%.o $(call objects,tests/decoder_trial.c tests/settings_of.c tests/script_mutant.c \
	console/shipped.c $(filter base/% config/% acquisition/% protocols/%,$(SOURCES))) $(texts)
$(BUILD)/fuzz_record: $(call objects,tests/fuzz/fuzz_record.c tests/record_trial.c tests/record_damage.c tests/record_forgery.c \
	tests/trial_study.c $(SOURCES)) $(texts)
$(BUILD)/bench_time: $(call objects,tests/bench/bench_time.c tests/bench/wire.c tests/pty_lines.c tests/usb_sockets.c tests/scratch.c tests/settings_of.c $(SOURCES)) $(texts)
$(FUZZERS:%=$(BUILD)/%): LDLIBS += -fsanitize=fuzzer

$(BUILD)/soleus $(BUILD)/run_tests $(BUILD)/show_moment $(BUILD)/hostile_record $(BUILD)/bench_time $(BUILD)/bench_export $(FUZZERS:%=$(BUILD)/%):
	$(call say,link,$@) $(CC) $(CFLAGS) $(LDFLAGS) -o $@ $^ $(LDLIBS)

$(BUILD)/%.o: %.c
	@mkdir -p $(@D)
	$(call say,compile,$<) $(CC) $(CPPFLAGS) $(CFLAGS) -c -o $@ $<

# record/schema.sql becomes `const unsigned char embedded_record_schema_sql[]`, ended by NUL.
$(BUILD)/%.o: %
	@mkdir -p $(@D)
	@{ printf 'extern const unsigned char embedded_%s[];\n' '$(subst /,_,$(subst .,_,$*))'; \
	   printf 'const unsigned char embedded_%s[] = {' '$(subst /,_,$(subst .,_,$*))'; \
	   od -An -v -tx1 $< | sed 's/ \([0-9a-f][0-9a-f]\)/0x\1,/g'; printf '0};\n'; } > $(@:.o=.c)
	$(call say,embed,$<) $(CC) $(CFLAGS) -c -o $@ $(@:.o=.c)

# The main job: a study, simulated participants taken through a shipped protocol, the workbook.
demo: all
	@test -e $(DEMO)/study.ini || $(BUILD)/soleus init $(DEMO)
	@$(BUILD)/soleus -C $(DEMO) rehearse soleus_pushup --participants 6 --seed 1

check: packages-check
	@$(MAKE) --no-print-directory $(BUILD)/run_tests $(BUILD)/soleus $(BUILD)/show_moment
	@! tests/fuzz/fuzz.sh possible || $(MAKE) --no-print-directory fuzzers FUZZERS='$(filter-out %record,$(FUZZERS))'
	tests/check.sh $(BUILD)

# The workbook in programs that we did not write; they are large, so this is apart from check.
check-readers: all
	@$(MAKE) --no-print-directory $(BUILD)/hostile_record
	tests/readers.sh $(BUILD)/soleus $(BUILD)/hostile_record

# Any bytes through the decoders, as scripts, as station.ini and study.ini; any damage to study.db under every command. Goes on until it finds something or
# FUZZ_SECONDS have passed; FUZZ_SEED=1 goes the same way each time.
fuzz: packages
	@tests/packages.sh clang libclang-rt-dev
	@$(MAKE) --no-print-directory fuzzers
	tests/fuzz/fuzz.sh build/fuzz $(or $(FUZZ_SECONDS),0) $(FUZZ_SEED)

fuzzers:
	@$(MAKE) --no-print-directory CC=clang BUILD=build/fuzz SAN= $(FUZZERS:%=build/fuzz/%) \
		CFLAGS='-O1 -g -fsanitize=fuzzer-no-link,address,undefined -fno-sanitize-recover=undefined'

# Stamps and cues against the truth, beside pyserial and tio, with all cores loaded; starting, rehearsing, running and
# exporting, beside floors; exports beside libraries used bare and beside Python. A quarter of an hour by default.
BENCH_SECONDS  ?= 60
BENCH_MINUTES  ?= 1
BENCH_SESSIONS ?= 1000
bench: packages all
	@tests/packages.sh $(DEBIAN_BENCH)
	@$(MAKE) --no-print-directory $(BUILD)/bench_time $(BUILD)/bench_export
	tests/bench/bench.sh $(BUILD) $(BENCH_SECONDS) $(BENCH_MINUTES) $(BENCH_SESSIONS) tests/bench/RESULTS.md

# The picture at the README's top, when the screen looks different than it did; tests/test_screen.c notices.
picture:
	@$(MAKE) --no-print-directory $(BUILD)/show_moment
	$(BUILD)/show_moment picture_104x32 svg >docs/screen.svg

# Visits in an emulated computer: its USB-serial chips are unplugged, swapped and disturbed; its power fails. See tests/bench/qemu/README.md.
ROUNDS ?= 5
CUTS ?= 50
SEED ?= 1
bench-usb bench-power: bench-%: all
	@tests/packages.sh $(DEBIAN_QEMU)
	@tests/bench/qemu/guest.sh $(BUILD)/soleus $(BUILD)/bench/guest
	tests/bench/qemu/bench_$*.py $(BUILD)/soleus $(BUILD)/bench/guest $(if $(filter usb,$*),$(ROUNDS),$(CUTS)) $(SEED)

# Eight instruments for a day of virtual time and for 20 minutes of real time (half an hour in all), the latter over TCP.
SOAK_MINUTES ?= 20
SOAK_HOURS   ?= 24
SOAK_RESULTS ?= tests/bench/soak/RESULTS.md
bench-soak: packages all
	@tests/packages.sh python3 python3-numpy
	PYTHONDONTWRITEBYTECODE=1 tests/bench/soak/soak.py $(BUILD)/soleus $(SOAK_MINUTES) $(SOAK_HOURS) $(SOAK_RESULTS)

# Which lines the tests go through, room by room; fails under COVERAGE_LEAST per cent outside console/screen/screen*.
COVERAGE_LEAST ?= 90
coverage: packages-check
	@$(MAKE) --no-print-directory CC=gcc BUILD=build/coverage SAN= CFLAGS='-O0 -g --coverage -fprofile-update=atomic' \
		build/coverage/run_tests build/coverage/soleus
	@find build/coverage -name '*.gcda' -delete
	build/coverage/run_tests
	tests/program.sh build/coverage/soleus
	tests/screen.sh build/coverage/soleus
	tests/coverage.py build/coverage $(COVERAGE_LEAST)

# What clang-tidy (.clang-tidy) and cppcheck (tests/cppcheck.txt) think of the program. Embedded texts and lists must be there.
TIDY := $(SOURCES:%=$(BUILD)/%.tidy)
lint: packages
	@tests/packages.sh clang-tidy cppcheck
	@$(MAKE) --no-print-directory $(BUILD)/console/shipped.list
	@$(MAKE) --no-print-directory $(TIDY)
	cppcheck --quiet --std=c11 --enable=warning,performance,portability --library=tests/cppcheck.cfg -D_GNU_SOURCE -I. \
		--suppressions-list=tests/cppcheck.txt --error-exitcode=1 --template='{file}:{line}: {message} [{id}]' $(FOLDERS)

$(BUILD)/%.c.tidy: %.c .clang-tidy
	@mkdir -p $(@D)
	$(call say,lint,$<) clang-tidy --quiet $< -- -std=c17 $(CPPFLAGS) -I$(BUILD)/console 2>/dev/null && touch $@

install: all
	install -D -m 755 $(BUILD)/soleus $(DESTDIR)$(PREFIX)/bin/soleus
	install -D -m 644 console/soleus.bash-completion $(DESTDIR)$(PREFIX)/share/bash-completion/completions/soleus
	install -D -m 644 config/70-soleus.rules $(DESTDIR)$(PREFIX)/lib/udev/rules.d/70-soleus.rules

clean:
	rm -rf build

help:
	@sed -n 's/^#: /  make /p' Makefile

#: all                                      builds the program
#: demo                                     six simulated people through a protocol, and the workbook
#: check [SAN=1]                            all tests
#: check-readers                            the exports in programs that we did not write
#: lint                                     what clang-tidy and cppcheck think
#: coverage [COVERAGE_LEAST=]               which lines the tests go through
#: fuzz [FUZZ_SECONDS= FUZZ_SEED=]          any bytes, until something is found
#: bench [BENCH_SECONDS= BENCH_MINUTES= BENCH_SESSIONS=]
#: bench-soak [SOAK_MINUTES= SOAK_HOURS= SOAK_RESULTS=]
#: bench-usb [ROUNDS= SEED=]                USB chips unplugged, in an emulated computer
#: bench-power [CUTS= SEED=]                its power cut
#: picture                                  the picture at the README's top
#: install [PREFIX= DESTDIR=]
#: clean

# Debian's packages, installed where they are missing: with root's rights, or by sudo.
packages packages-check: packages%:
	@tests/packages.sh $(DEBIAN) $(if $*,$(DEBIAN_CHECK))

-include $(shell find $(BUILD) -name '*.d' 2>/dev/null)
.PHONY: all help demo lint coverage picture bench bench-soak bench-usb bench-power check check-readers fuzz fuzzers install clean packages packages-check
