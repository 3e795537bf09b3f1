#!/usr/bin/env bash
# bench.sh - installs what is missing, builds, measures this machine and draws the figure.
# SPDX-License-Identifier: Apache-2.0
set -euo pipefail

root=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
build=$root/build
results=$build/results
# shellcheck source=harness/packages.sh
source "$root/harness/packages.sh"

packages=(gcc g++ make cmake pkg-config libhwloc-dev libbenchmark-dev libjansson-dev
	libsqlite3-dev ocl-icd-opencl-dev pocl-opencl-icd python3 python3-matplotlib)

usage()
{
	cat <<END
usage: ./bench.sh [OPTION of 'qmark run']...

Installs the missing Debian or Ubuntu packages (as root or through sudo), builds qmark
into build/, runs 'qmark run' and draws the result.  The JSON file and the figures are
kept in build/results/, named after this host and the time.

Options go to 'qmark run', whose default is --suite quick, about a minute:
  ./bench.sh --suite llm --threads 1
  ./bench.sh --family i8 --shape 128x4096x4096
  ./bench.sh --peers            other projects' libraries too; installs their packages
  build/harness/qmark run --help        (after the first run) lists them all

QM_NO_INSTALL=1   install nothing: print the line that would, and stop with status 2

The exit status is that of 'qmark run': 0 fine, 2 usage or missing packages, 3 a wrong
result, 77 nothing could run here, 130 interrupted.
END
}

build_qmark()
{
	local log=$build/bench.log

	mkdir -p "$results"
	echo "Building qmark in $build" >&2
	if ! { qm_configure "$build" -DCMAKE_BUILD_TYPE=Release &&
		cmake --build "$build" --target qmark; } > "$log" 2>&1; then
		tail -n 60 "$log" >&2
		echo "bench.sh: the build failed; all of its output is in $log" >&2
		exit 1
	fi
}

peers=()
for word; do
	case $word in
	-h | --help)
		usage
		exit 0
		;;
	--peers) peers=("${qm_peer_packages[@]}") ;;
	esac
done

qm_install "${packages[@]}" -- "${peers[@]}"
build_qmark

name=$(hostname -s 2> /dev/null || uname -n)-$(date +%Y%m%d-%H%M%S)
file=$results/$name.json
status=0
drawn=0

# Ctrl-C reaches qmark, which keeps what it has measured; the figure is drawn from that.
trap : INT
"$build/harness/qmark" run --out "$file" "$@" || status=$?
trap - INT

if [ -s "$file" ]; then
	figures=$("$root/plots/plot.sh" -o "$results" --name "$name" "$file") || drawn=$?
	printf '\nresults  %s\n' "$file"
	if [ "$drawn" != 0 ]; then
		echo "bench.sh: plots/plot.sh could not draw them (status $drawn)" >&2
	elif [ -n "$figures" ]; then
		printf 'figure   %s\n' "${figures//$'\n'/$'\n'figure   }"
	fi
fi
if [ "$status" = 0 ]; then
	exit "$drawn"
fi
exit "$status"
