#!/usr/bin/env bash
# test.sh - installs what is missing, then builds and tests in every way that matters.
# SPDX-License-Identifier: Apache-2.0
set -euo pipefail

root=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
build=$root/build/test
# shellcheck source=harness/packages.sh
source "$root/harness/packages.sh"

steps=(rules gcc clang aarch64 asan tsan)
declare -A about=(
	[rules]="the rules of the house: tests/rules.py and shellcheck"
	[gcc]="gcc, warnings are errors"
	[clang]="clang, warnings are errors"
	[aarch64]="cross-built for 64-bit Arm, run by qemu"
	[asan]="gcc with the address and undefined behaviour sanitizers"
	[tsan]="clang with the thread sanitizer, which archer teaches OpenMP"
)
common="gcc g++ make cmake pkg-config binutils libhwloc-dev libbenchmark-dev libjansson-dev
	libsqlite3-dev ocl-icd-opencl-dev pocl-opencl-icd oclgrind libbenchmark-tools python3
	python3-matplotlib python3-jsonschema python3-scipy python3-selenium chromium
	chromium-driver"
arm64="libhwloc-dev:arm64 libbenchmark-dev:arm64 libjansson-dev:arm64 libgomp1:arm64"
system=$(. /etc/os-release 2> /dev/null && echo "${ID-} ${VERSION_ID-}") || system=unknown

# The sanitizers' runtime of the clang that is or will be installed, where it is a package of
# its own.
clang_runtime()
{
	local version

	version=$({ clang -dumpversion || apt-cache policy clang |
		sed -n 's/.*Candidate: [0-9]*:\([0-9]\)/\1/p'; } 2> /dev/null) || version=
	case $system in # apt may know nothing yet
	"debian 12") version=${version:-14} ;;
	"debian 13") version=${version:-19} ;;
	esac
	if [[ $system = debian* ]] && [ -n "$version" ]; then
		echo "libclang-rt-${version%%.*}-dev"
	fi
}

declare -A packages=(
	[rules]="python3 shellcheck"
	[gcc]="$common"
	[clang]="$common clang libomp-dev"
	[aarch64]="$common gcc-aarch64-linux-gnu g++-aarch64-linux-gnu qemu-user $arm64"
	[asan]="$common"
	[tsan]="$common clang libomp-dev $(clang_runtime)"
)

tally=$build/tally # of the present step: lines of passed, failed, skipped
totals=(0 0 0)
why= # a step was skipped

usage()
{
	cat <<END
usage: ./test.sh [STEP]...      all steps, or only these
       ./test.sh --list         what the steps are

Installs the missing Debian or Ubuntu packages (as root or through sudo), builds into
build/test/STEP and runs the tests there.  Every step runs, even after one has failed.  The
last line is 'N passed, N failed, N skipped'; the status is 0 if none failed.

QM_NO_INSTALL=1   install nothing: print the line that would, and stop with status 2
END
}

# count PASSED FAILED SKIPPED
count()
{
	echo "$@" >> "$tally"
}

# Adds the step's tally to the totals.
add_up()
{
	local p f s

	while read -r p f s; do
		totals=($((totals[0] + p)) $((totals[1] + f)) $((totals[2] + s)))
	done < "$tally"
	rm -f "$tally"
}

# One check that is not a ctest: its name, then the command.
check()
{
	local name=$1

	shift
	if "$@"; then
		echo "ok      $name"
		count 1 0 0
	else
		echo "FAILED  $name"
		count 0 1 0
		return 1
	fi
}

# The number in attribute $1 of the JUnit file $2.
attribute()
{
	sed -n "/<testsuite /,/>/s/.*[[:space:]]$1=\"\([0-9]*\)\".*/\1/p" "$2" | head -n 1
}

# Adds up what ctest wrote into file $1.
count_ctest()
{
	local all bad skip off

	all=$(attribute tests "$1") bad=$(attribute failures "$1")
	skip=$(attribute skipped "$1") off=$(attribute disabled "$1")
	skip=$((skip + off))
	count $((all - bad - skip)) "$bad" "$skip"
}

# build_and_test STEP CMAKE-OPTION...
build_and_test()
{
	local step=$1 log=$build/$1.log report=$build/$1.xml status=0

	shift
	rm -f "$report"
	if ! { qm_configure "$build/$step" -DQM_PYTHON="$python" "$@" &&
		cmake --build "$build/$step"; } > "$log" 2>&1; then
		tail -n 80 "$log"
		echo "the build failed; all of its output is in $log"
		return 1
	fi
	"${runner[@]}" ctest --test-dir "$build/$step" "${chosen_tests[@]}" --output-on-failure --no-tests=error \
		--timeout 600 -j "$jobs" --output-junit "$report" || status=1
	[ -s "$report" ] && count_ctest "$report"
	return "$status"
}

skip()
{
	why=$1
	return 77
}

# sanitizer_runs FLAG: can this machine run a program built with it?  Some kernels place
# memory where older sanitizers do not expect it; then without random addresses.
sanitizer_runs()
{
	local program=$build/sanitized

	echo 'int main(void) { return 0; }' > "$program.c"
	"${compiler[@]}" "$1" "$program.c" -o "$program" 2> "$program.log" || return 1
	for runner in "" "setarch $(uname -m) -R"; do
		read -r -a runner <<< "$runner"
		if "${runner[@]}" "$program" 2>> "$program.log"; then
			return 0
		fi
	done
	return 1
}

# tests/openmp_sum.c with FLAG: succeeds if the sanitizer has no complaint.
openmp_sum()
{
	clang -g -O1 -fopenmp -fsanitize=thread "$1" "$root/tests/openmp_sum.c" \
		-o "$build/sum" && "${runner[@]}" "$build/sum" > "$build/sum.log" 2>&1
}

step_rules()
{
	local status=0 scripts

	cd "$root"
	mapfile -t scripts < <(find .ci harness plots tests ./*.sh -name '*.sh' -o -name run -type f)
	check "shellcheck" shellcheck -x "${scripts[@]}" || status=1
	check "tests/rules.py --self-test" "$python" tests/rules.py --self-test || status=1
	check "tests/rules.py" "$python" tests/rules.py . || status=1
	return "$status"
}

step_gcc()
{
	build_and_test gcc -DCMAKE_C_COMPILER=gcc -DCMAKE_CXX_COMPILER=g++ -DQM_WERROR=ON
}

# Figures and reports do not depend on the compiler: they were tested with gcc's build.
step_clang()
{
	chosen_tests=(-LE files)
	build_and_test clang -DCMAKE_C_COMPILER=clang -DCMAKE_CXX_COMPILER=clang++ -DQM_WERROR=ON
}

step_aarch64()
{
	export QM_TEST_QUICK=1
	build_and_test aarch64 -DQM_WERROR=ON -DQM_OPENCL=OFF \
		-DCMAKE_TOOLCHAIN_FILE="$root/tests/aarch64.cmake"
}

# No build type: assertions stay in.  What instrumented code is warned of is not held against it.
step_asan()
{
	compiler=(gcc)
	if ! sanitizer_runs -fsanitize=address,undefined; then
		skip "this machine cannot run programs built with it: $build/sanitized.log"
		return
	fi
	export QM_TEST_QUICK=1
	export LSAN_OPTIONS="suppressions=$root/tests/leaks.txt:print_suppressions=0"
	# The leak sanitizer itself dies of threads that have met a library with variables of their
	# own, if it looks for them there: of peers always, of PoCL now and then.
	export ASAN_OPTIONS=intercept_tls_get_addr=0
	build_and_test asan -DCMAKE_C_COMPILER=gcc -DCMAKE_CXX_COMPILER=g++ \
		-DCMAKE_BUILD_TYPE=None -DCMAKE_C_FLAGS="-O1 -fno-omit-frame-pointer" \
		-DCMAKE_CXX_FLAGS="-O1 -fno-omit-frame-pointer" \
		-DQM_SANITIZE=address,undefined
}

# gcc's OpenMP library is invisible to the sanitizer, so every barrier would be a race; clang's
# tells it of them through archer.  OpenCL devices have threads of their own, not built with it.
step_tsan()
{
	compiler=(clang)
	if ! sanitizer_runs -fsanitize=thread; then
		skip "this machine cannot run programs built with it: $build/sanitized.log"
		return
	fi
	export TSAN_OPTIONS=ignore_noninstrumented_modules=1
	if ! openmp_sum -DBARRIER; then
		skip "archer does not make OpenMP's barriers known: $build/sum.log"
		return
	fi
	check "a race is found" eval '! openmp_sum -DRACE' || return 1
	export QM_TEST_QUICK=1
	build_and_test tsan -DCMAKE_C_COMPILER=clang -DCMAKE_CXX_COMPILER=clang++ \
		-DCMAKE_BUILD_TYPE=None -DCMAKE_C_FLAGS="-O1 -g" -DCMAKE_CXX_FLAGS="-O1 -g" \
		-DQM_OPENCL=OFF -DQM_SANITIZE=thread
}

# Sets `why` and fails if the step's packages are not to be had here.
available()
{
	if [ "$1" != aarch64 ]; then
		return 0
	fi
	if ! command -v apt-get > /dev/null; then
		why="no aarch64-linux-gnu-gcc or no qemu-aarch64 here"
		command -v aarch64-linux-gnu-gcc > /dev/null && command -v qemu-aarch64 > /dev/null
		return
	fi
	if [ "$(qm_native)" = arm64 ]; then
		why="this machine is a 64-bit Arm itself: see gcc and clang"
		return 1
	fi
	# shellcheck disable=SC2086 # a list of words
	if [ -z "$(qm_missing $arm64)" ]; then
		return 0
	fi
	if [[ $system = debian* ]] || { qm_foreign arm64 &&
		apt-cache policy libhwloc-dev:arm64 | grep -q 'Candidate: [0-9]'; }; then
		return 0
	fi
	why="$system: no arm64 packages beside this machine's own; add their source to apt and"
	why+=" 'dpkg --add-architecture arm64' (on Debian nothing needs to be added)"
	return 1
}

# Runs one step in a shell of its own, so that what it exports ends with it.
run_step()
{
	local step=$1 status=0 start=$SECONDS

	printf '\n== %s: %s\n' "$step" "${about[$step]}"
	: > "$tally"
	(
		runner=() chosen_tests=()
		"step_$step" || status=$?
		if [ "$status" = 77 ]; then
			echo "skipped: $why"
			count 0 0 1
		fi
		exit "$status"
	) || status=$?
	case $status in
	0) status=passed ;;
	77) status=skipped ;;
	*)
		status=FAILED
		# It failed outside of any test: that counts as one.
		grep -qs ' [1-9][0-9]* [0-9]*$' "$tally" || count 0 1 0
		;;
	esac
	add_up
	summary+=("$(printf '%-8s %-8s %4d s' "$step" "$status" $((SECONDS - start)))")
}

chosen=()
for word; do
	case $word in
	-h | --help)
		usage
		exit 0
		;;
	--list)
		for step in "${steps[@]}"; do
			printf '%-8s %s\n' "$step" "${about[$step]}"
		done
		exit 0
		;;
	*)
		if [ -z "${about[$word]-}" ]; then
			echo "test.sh: no step is called '$word'; known: ${steps[*]}" >&2
			exit 2
		fi
		chosen+=("$word")
		;;
	esac
done
[ ${#chosen[@]} != 0 ] || chosen=("${steps[@]}")

summary=()
ready=()
needed=
for step in "${chosen[@]}"; do
	if available "$step"; then
		ready+=("$step")
		needed+=" ${packages[$step]}"
	else
		summary+=("$(printf '%-8s skipped: %s' "$step" "$why")")
		totals[2]=$((totals[2] + 1))
	fi
done
mapfile -t needed < <(tr -s '[:space:]' '\n' <<< "$needed" | sed '/^$/d' | sort -u)
qm_install "${needed[@]}" -- "${qm_peer_packages[@]}"

mkdir -p "$build"
python=$(qm_python matplotlib jsonschema) || python=$(command -v python3)
# Tests share the processors: a thread that waits lets others run.
export OMP_WAIT_POLICY=passive
for step in "${ready[@]}"; do
	run_step "$step"
done

printf '\n== summary\n'
printf '%s\n' "${summary[@]}"
printf '%d passed, %d failed, %d skipped\n' "${totals[@]}"
[ "${totals[1]}" = 0 ]
