#!/bin/sh
# readers.sh SOLEUS HOSTILE_RECORD - programs that we did not write read everything that is exported, and every cell is the record's
#
# Twice: a rehearsal, and a record made to try every format, under a German locale. Needs the network once, for what
# Debian and npm hold.
soleus=$(realpath "$1")
hostile=$(realpath "$2")
here=$(realpath "$(dirname "$0")")
readers=$here/readers
"$here/packages.sh" python3 python3-openpyxl python3-pandas python3-statsmodels r-base-core r-cran-readxl r-cran-haven \
	r-cran-nlme libreoffice-calc-nogui pspp nodejs || exit 1
work=$(mktemp -d) || exit 1
trap 'rm -rf "$work"' EXIT
cd "$work" || exit 1
failed=0
bad() {
	failed=1
	echo "A reader disagrees: $*"
}
python() { PYTHONDONTWRITEBYTECODE=1 /usr/bin/python3 "$@"; }

# What npm holds; without it these two are left out, and said so.
npm pack bids-validator@1.15.0 >/dev/null 2>&1 && tar xzf bids-validator-1.15.0.tgz && mv package bids-validator
npm install --prefix npm datapackage@1.1.10 --no-audit --no-fund >/dev/null 2>&1

workbook() { # STUDY_DB WORKBOOK
	python "$readers/compare_xlsx.py" "$1" "$2" || bad openpyxl
	mkdir sheets saved
	python "$readers/sheets_to_csv.py" "$2" sheets && Rscript --vanilla "$readers/same_cells.R" "$2" sheets || bad readxl
	HOME=$work soffice --headless --convert-to xlsx --outdir saved "$2" >/dev/null 2>&1 || bad LibreOffice
	echo "Saved anew by LibreOffice:"
	python "$readers/compare_xlsx.py" "$1" "saved/$(basename "$2")" || bad LibreOffice
	rm -r sheets saved
}

csv() { # STUDY_DB FOLDER
	python "$readers/compare_files.py" "$1" "$2" csv || bad "Python's csv"
	(cd "$2" && Rscript --vanilla load.R >r.out 2>&1 && grep -q 'Fixed effects' r.out) || { cat "$2/r.out"; bad load.R; }
	(cd "$2" && python load.py >py.out 2>&1 && grep -q 'Mixed Linear Model' py.out) || { cat "$2/py.out"; bad load.py; }
	(cd "$2" && Rscript --vanilla "$readers/loaded.R" . && python "$readers/loaded.py") || bad "what the scripts loaded"
	if [ -d npm/node_modules/datapackage ]; then
		NODE_PATH=$work/npm/node_modules node --no-warnings "$readers/validate_package.js" "$2" || bad datapackage
	else
		echo "Left out: npm's datapackage could not be had."
	fi
}

statistics() { # STUDY_DB EXPORTS
	for kind in sav dta; do
		mkdir $kind
		Rscript --vanilla "$readers/haven_to_csv.R" "$2/$kind" $kind $kind && python "$readers/compare_files.py" "$1" $kind $kind ||
			bad "haven, $kind"
		rm -r $kind
	done
	mkdir pspp
	for file in "$2"/sav/*.sav; do
		pspp-convert "$file" "pspp/$(basename "$file" .sav).csv" 2>>pspp.err || bad "pspp-convert $file"
	done
	[ -s pspp.err ] && { cat pspp.err; bad "pspp-convert"; }
	python "$readers/compare_files.py" "$1" pspp pspp || bad PSPP
	(cd "$2/sav" && pspp -o "$work/pspp.out" load.sps) || bad load.sps
	(cd "$2/sav" && LC_ALL=C.UTF-8 pspp model.sps >"$work/model.out" 2>"$work/model.err") && bad "model.sps: PSPP has MIXED now"
	# What PSPP lacks, and nothing else.
	if [ "$(grep -c -e error: -e warning: "$work/model.out")" != 1 ] || ! grep -q 'MIXED is not yet implemented' "$work/model.out"; then
		cat "$work/model.out"; bad model.sps
	fi
	rm -r pspp
}

clinical() { # STUDY_DB EXPORTS
	python "$readers/compare_bids.py" "$1" "$2/bids" || bad "BIDS, inside"
	python "$readers/compare_clinical.py" "$1" "$2" || bad "REDCap or SDTM"
	if [ -d bids-validator ]; then
		node --no-warnings bids-validator/bin/bids-validator --no-color --ignoreWarnings "$2/bids" >bids.out 2>&1 &&
			echo "bids-validator: no errors." || { cat bids.out; bad bids-validator; }
	else
		echo "Left out: npm's bids-validator could not be had."
	fi
}

all() { # STUDY
	workbook "$1/study.db" "$1/exports/calf_pump.xlsx"
	csv "$1/study.db" "$1/exports/csv"
	statistics "$1/study.db" "$1/exports"
	clinical "$1/study.db" "$1/exports"
}

"$soleus" init study >/dev/null && "$soleus" -C study rehearse soleus_pushup --participants 3 --quiet >/dev/null || exit 1
"$soleus" -C study/rehearsal export --format all >/dev/null || exit 1
echo "--- a rehearsal"
all study/rehearsal
Rscript --vanilla "$readers/same_model.R" study/rehearsal/exports/sav/measures.sav model.out || { cat model.out; bad "model.sps against R"; }

locale -a 2>/dev/null | grep -qi '^de_DE.utf-\?8$' && export LC_ALL=de_DE.UTF-8 || echo "There is no German locale here; going on without."
export TZ=Asia/Kathmandu
mkdir hostile && "$hostile" hostile/study.db && "$soleus" -C hostile export --format all >/dev/null || exit 1
echo "--- a record that tries every format"
all hostile
env LC_ALL=C TZ=UTC "$soleus" -C hostile export --format xlsx,csv,sav,dta,bids,redcap,sdtm -o again >/dev/null &&
	rm -f hostile/exports/csv/*.out hostile/exports/csv/samples.csv && diff -r hostile/exports again ||
	bad "the bytes of an export at another locale and time zone"

[ $failed = 0 ] && echo "All readers agree." || echo "A reader disagrees; see above."
exit $failed
