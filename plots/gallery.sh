#!/bin/sh
# gallery.sh - draws the pictures of plots/README.md and of README.md again.
#
#   plots/gallery.sh RESULTS.json [SWEEP.json] [AB.json]
#
# RESULTS: the quick suite with one thread and with all; SWEEP: squares, of the same machine;
# AB: what `qmark ab` wrote.  Prints the commands that it runs.
# Exit: 0 all drawn; 1 a picture is missing, and what the files lack is said; 2 usage, 5 file.
#
# SPDX-License-Identifier: Apache-2.0
here=$(dirname -- "$(readlink -f -- "$0")")
quick=1x4096x4096,16x2048x2048,128x1024x2048,512x512x512
results='' sweep='' ab='' missing=0

draw() {
	echo "qmark plot $*"
	sh "$here/plot.sh" plot "$@" >/dev/null || missing=1
}

# One picture a kind: what the files do not allow must not take the others with it.
gallery() {
	kinds=$1
	shift
	for kind in $kinds; do
		draw "$@" --kind "$kind" --format png --dpi 110 -o plots/gallery
	done
}

if [ $# -eq 0 ]; then
	echo "usage: gallery.sh RESULTS.json [SWEEP.json] [AB.json]" >&2
	exit 2
fi
for file; do
	if [ ! -r "$file" ]; then
		echo "gallery.sh: cannot read $file" >&2
		exit 5
	fi
	path=$(realpath --relative-to="$here/.." "$file")
	if grep -q '"qmark_ab"' "$file"; then
		ab=$path
	elif [ -z "$results" ]; then
		results=$path
	else
		sweep=$path
	fi
done
cd "$here/.." || exit 5
most=$(grep -o 'threads:[0-9]*' "$results" | cut -d: -f2 | sort -n | tail -n 1)
all=$most
grep -q 'threads:auto' "$results" && all=$most,auto

mkdir -p plots/gallery
rm -f plots/gallery/*.png
draw "$results" --kind throughput --best --shape $quick --threads "$all" \
	--format png -o results --name quick
gallery roofline "$results" --best --family f32,bf16,i8,i4,b1 --shape $quick \
	--threads "$most" --device cpu
gallery 'speedup heatmap' "$results" --best --shape $quick --threads "$most" --device cpu
gallery scaling "$results" --best --family f32,bf16,i8,i4,b1 --shape 1x4096x4096,128x1024x2048 \
	--device cpu
gallery 'pareto energy' "$results" --best --shape 1x4096x4096,128x1024x2048 \
	--threads "$most" --device cpu
gallery 'sweep sparse' "${sweep:-$results}" --best --family f32,i8,i4,s24 \
	--threads "$most" --device cpu
[ -z "$ab" ] || gallery ab "$ab"
exit $missing
