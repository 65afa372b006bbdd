#!/usr/bin/env bash
# A spreadsheet changes words of a CSV file although they are in quotation marks.
#
# Packages: LibreOffice 7.4.7.2, as Debian 12 has it (`apt-get install libreoffice-calc-nogui`), with English settings.
# Expected: quotation marks around a cell say that it is text: 1/2, 007 and 10 % come back as they were sent.
# Seen:     the marks do no more than hold separators. 1/2 becomes the second of January of this year, 007 the number 7,
#           and 10 % the number 0.1, shown as 10.00%. Only an option of the import, the seventh of its filter, makes
#           text of quoted cells. It is off by default, and the file cannot ask for it.
# Matters:  what was said is now something else, and the original is lost once the sheet is saved. Whoever sends
#           quotations as CSV must change such cells himself, so that they are not read as values, and say how to undo
#           it, or send a format with types.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
export LC_ALL=C.UTF-8

soffice --version
printf '"%s"\r\n' 'said' '1/2' '007' '10 %' 'Ich bin überzeugt' >sent.csv
read_with() { # the filter of the import; prints the cells, texts in quotation marks
  soffice --headless "-env:UserInstallation=file://$folder/profile" "--infilter=$1" \
    --convert-to 'csv:Text - txt - csv (StarCalc):44,34,76,1,,0,true,true,true' --outdir shown sent.csv >/dev/null 2>&1
  tail -n +2 shown/sent.csv | paste -sd ' '
}
by_default=$(read_with CSV:44,34,76,1)
as_text=$(read_with CSV:44,34,76,1,,0,true)
printf 'by default:     %s\nquoted as text: %s\n' "$by_default" "$as_text"
[ "$by_default" = "01/02/$(date +%y) 7 10.00% \"Ich bin überzeugt\"" ]
[ "$as_text" = '"1/2" "007" "10 %" "Ich bin überzeugt"' ]
