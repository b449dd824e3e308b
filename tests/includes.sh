#!/bin/sh
# includes.sh - the rooms know one another in one direction only, and each library has one home
#
#     console -> {protocols, export, record, acquisition, config} -> base,   export -> record,   console -> console/screen
cd "$(dirname "$0")/.." || exit 1
wrong=0

# allow ROOM OTHER...: files of ROOM include only headers of ROOM and of the others, which are rooms or single headers.
allow() {
	room=$1
	pattern=$(echo "$@" | tr ' ' '|')
	found=$(grep -rnE '^#include "' "$room" --include='*.[ch]' | grep -vE "#include \"(($pattern)[/\"]|[a-z]+\.list\")")
	[ -z "$found" ] || { echo "These includes point the wrong way:"; echo "$found"; wrong=1; }
}

# home HEADER FILE...: only the files that match may include that library's header.
home() {
	header=$1
	shift
	pattern=$(echo "$@" | tr ' ' '|')
	found=$(grep -rnE "^#include <$header" base config acquisition protocols record export console \
		--include='*.[ch]' | grep -vE "^($pattern)")
	[ -z "$found" ] || { echo "<$header> is included away from home:"; echo "$found"; wrong=1; }
}

allow base
allow config base
allow acquisition base
allow protocols base
allow record base
allow export record base
allow console/screen base protocols acquisition record/recorder.h export/measures export/report_raster.h \
	console/event_words.h console/cue_board.h
allow console protocols export record acquisition config base

home libserialport acquisition/port_serial acquisition/serial_
home xlsxwriter export/workbook
home 'l(ua|auxlib|ualib)\.h' protocols/script
home sqlite3 record/
home sodium record/hash record/station_key record/signing
home ini config/ini
home jansson console/listing
home cairo export/report
home zlib export/out
home readstat export/readstat
home dlfcn console/tone.c
home curses console/screen/screen.c
[ $wrong = 0 ] && echo "Includes point one way."
exit $wrong
