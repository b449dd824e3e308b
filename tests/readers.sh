#!/bin/sh
# readers.sh SOLEUS - programs that we did not write read the workbook of a rehearsal, and every cell is the record's
#
# openpyxl and readxl read it as it is; LibreOffice opens it and saves it anew, and what it saved is compared again.
soleus=$(realpath "$1")
here=$(realpath "$(dirname "$0")")
"$here/packages.sh" python3 python3-openpyxl r-base-core r-cran-readxl libreoffice-calc-nogui || exit 1
work=$(mktemp -d) || exit 1
trap 'rm -rf "$work"' EXIT
cd "$work" || exit 1
"$soleus" init study >/dev/null && "$soleus" -C study rehearse soleus_pushup --participants 2 --quiet >/dev/null || exit 1
book=study/rehearsal/exports/calf_pump.xlsx
failed=0
/usr/bin/python3 "$here/readers/compare_xlsx.py" study/rehearsal/study.db $book || failed=1
/usr/bin/python3 "$here/readers/sheets_to_csv.py" $book . && Rscript --vanilla "$here/readers/same_cells.R" $book . || failed=1
HOME=$work soffice --headless --convert-to xlsx --outdir saved $book >/dev/null 2>&1 || failed=1
echo "Saved anew by LibreOffice:"
/usr/bin/python3 "$here/readers/compare_xlsx.py" study/rehearsal/study.db saved/calf_pump.xlsx || failed=1
[ $failed = 0 ] && echo "All readers agree." || echo "A reader disagrees; see above."
exit $failed
