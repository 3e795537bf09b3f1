#!/bin/sh
# plot.sh - runs qmark_plot.py, or after the word "report" qmark_report.py, with a Python that
# has matplotlib.
#
# Tried in this order: $QMARK_PYTHON, python3, /usr/bin/python3.  Exit 77: none has it.
#
# SPDX-License-Identifier: Apache-2.0
here=$(dirname -- "$(readlink -f -- "$0")")
script=qmark_plot.py
case ${1-} in
plot) shift ;;
report)
	script=qmark_report.py
	shift
	;;
esac
for python in ${QMARK_PYTHON:+"$QMARK_PYTHON"} python3 /usr/bin/python3; do
	if "$python" -c 'import sys, matplotlib; assert sys.version_info >= (3, 9)' \
		>/dev/null 2>&1; then
		exec "$python" -B "$here/$script" "$@"
	fi
	if [ "$python" = "${QMARK_PYTHON:-}" ]; then
		echo "plot.sh: QMARK_PYTHON=$python cannot import matplotlib; trying others" >&2
	fi
done
echo "plot.sh: no Python 3.9 or newer with matplotlib was found." >&2
echo "On Debian or Ubuntu: apt install python3-matplotlib" >&2
exit 77
