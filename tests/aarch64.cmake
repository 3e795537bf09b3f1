# aarch64.cmake - toolchain file: builds for 64-bit Arm beside the cross compiler of Debian,
# with its multiarch packages (dpkg --add-architecture arm64), and runs tests in qemu.
#
#     cmake -B build-arm -DCMAKE_TOOLCHAIN_FILE=tests/aarch64.cmake -DQM_OPENCL=OFF
#
# SPDX-License-Identifier: Apache-2.0
set(CMAKE_SYSTEM_NAME Linux)
set(CMAKE_SYSTEM_PROCESSOR aarch64)
set(triple aarch64-linux-gnu)

set(CMAKE_C_COMPILER ${triple}-gcc)
set(CMAKE_CXX_COMPILER ${triple}-g++)
set(CMAKE_LIBRARY_ARCHITECTURE ${triple})

# Headers are shared between architectures, libraries and package files are not.
set(ENV{PKG_CONFIG_LIBDIR} /usr/lib/${triple}/pkgconfig:/usr/share/pkgconfig)
set(CMAKE_FIND_ROOT_PATH_MODE_PROGRAM NEVER)
set(CMAKE_PREFIX_PATH /usr/lib/${triple}/cmake)

# -cpu max has every instruction set; QM_QEMU_CPU=cortex-a72 and the like have fewer.
set(QM_QEMU_CPU max CACHE STRING "The processor that qemu-aarch64 imitates")
set(CMAKE_CROSSCOMPILING_EMULATOR qemu-aarch64 -cpu ${QM_QEMU_CPU})
