# shellcheck shell=bash
# packages.sh - installs the packages that are missing, and configures a build.
#
# Sourced by bench.sh and test.sh, which set `root` to the folder of the repository.
#
# SPDX-License-Identifier: Apache-2.0

: "${root:?is set by the script that sources this file}"
jobs=$(nproc)
export CMAKE_BUILD_PARALLEL_LEVEL=$jobs

# qm_native: this machine's architecture, in Debian's words.
qm_native()
{
	dpkg --print-architecture
}

# qm_foreign ARCH: does dpkg already know this second architecture?
qm_foreign()
{
	dpkg --print-foreign-architectures | grep -qx "$1"
}

# qm_missing PACKAGE...: those that are not installed, one a line.
qm_missing()
{
	local -A have=()
	local package arch status native

	native=$(qm_native)
	while read -r package arch status; do
		if [ "$status" = installed ]; then
			have["$package:$arch"]=1
		fi
	done < <(dpkg-query -W -f '${Package} ${Architecture} ${db:Status-Status}\n')
	for package; do
		case $package in
		*:*) [ -n "${have[$package]-}" ] || echo "$package" ;;
		*) [ -n "${have[$package:$native]-}${have[$package:all]-}" ] || echo "$package" ;;
		esac
	done
}

# qm_privilege: sets `privilege` to the words that make a command root's; fails if none do.
qm_privilege()
{
	privilege=()
	if [ -n "${QM_NO_INSTALL-}" ]; then
		return 1
	fi
	if [ "$(id -u)" = 0 ]; then
		return 0
	fi
	privilege=(sudo)
	command -v sudo > /dev/null || return 1
	sudo -n true 2> /dev/null || { [ -t 0 ] && [ -t 2 ] && sudo -v; }
}

# qm_offered PACKAGE...: those that apt could install here, one a line.
qm_offered()
{
	local package

	for package; do
		if apt-cache policy "$package" | grep -q 'Candidate: [0-9]'; then
			echo "$package"
		fi
	done
}

# Other projects' libraries, which are measured beside ours: what a build finds of them is in
# it.  A system that does not offer one of them goes without.
# shellcheck disable=SC2034 # for the scripts that source this file
qm_peer_packages=(libdnnl-dev libopenblas-openmp-dev libblis-openmp-dev libxnnpack-dev
	libpthreadpool-dev libgemmlowp-dev libclblast-dev)

# qm_fetch: installs the packages of qm_install's lists.
qm_fetch()
{
	privilege+=(env DEBIAN_FRONTEND=noninteractive)
	if [ ${#setup[@]} != 0 ]; then
		"${privilege[@]}" "${setup[@]}" || return
	fi
	"${privilege[@]}" apt-get update -q || return
	mapfile -t optional < <(qm_offered "${optional[@]}")
	"${privilege[@]}" apt-get install -y -q --no-install-recommends "${missing[@]}" \
		"${optional[@]}"
}

# qm_install PACKAGE... [-- OPTIONAL...]: installs the missing ones.  Where it may not, it
# prints the one line that would, and ends the script with status 2; if all that is missing is
# optional, it goes on without.
qm_install()
{
	local -a must=() missing optional privilege setup=()

	while [ $# != 0 ] && [ "$1" != -- ]; do
		must+=("$1")
		shift
	done
	shift $(($# != 0))
	if ! command -v apt-get > /dev/null || ! command -v dpkg-query > /dev/null; then
		echo "Not a Debian or Ubuntu system: nothing is installed here. Needed: ${must[*]};" \
			"for peers: $*" >&2
		return 0
	fi
	mapfile -t missing < <(qm_missing "${must[@]}")
	mapfile -t optional < <(qm_missing "$@")
	if [ ${#missing[@]} = 0 ] && [ ${#optional[@]} = 0 ]; then
		return 0
	fi
	if [[ "${missing[*]}" == *:arm64* ]] && ! qm_foreign arm64; then
		setup=(dpkg --add-architecture arm64)
	fi
	if ! qm_privilege; then
		echo "${setup[*]}${setup:+ && apt-get update && }apt-get install -y" \
			"--no-install-recommends" "${missing[@]}" "${optional[@]}"
		[ ${#missing[@]} = 0 ] || exit 2
	else
		echo "Installing:" "${missing[@]}" "${optional[@]}" >&2
		if qm_fetch >&2; then
			return 0
		fi
		[ ${#missing[@]} = 0 ] || exit 1
	fi
	echo "Going on without:" "${optional[@]}" >&2
}

# qm_python MODULE...: the first interpreter that has these modules.  Another python3 may
# stand before Debian's in PATH.
qm_python()
{
	local python imports

	imports=$(IFS=,; echo "$*")
	for python in python3 /usr/bin/python3; do
		if "$python" -c "import $imports" > /dev/null 2>&1; then
			command -v "$python"
			return 0
		fi
	done
	echo "no python3 has $imports" >&2
	return 1
}

# qm_configure DIRECTORY OPTION...: keeps the generator of an earlier run.
qm_configure()
{
	local -a generator=()
	local directory=$1

	shift
	if [ ! -f "$directory/CMakeCache.txt" ] && command -v ninja > /dev/null; then
		generator=(-G Ninja)
	fi
	cmake -S "$root" -B "$directory" "${generator[@]}" "$@"
}
