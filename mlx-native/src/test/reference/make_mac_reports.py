"""Writes what macOS's tools print on the Macs below, in the form that these tools have. Nothing here was recorded on a Mac.

Usage: python make_mac_reports.py ../resources/dev/crema/mlx/hardware/macs
"""

import json
import pathlib
import sys

GB = 1 << 30

# folder: (chip, model or "", name, macOS, [(kind, cores)], GPU cores, memory in GB, available in GB)
PE = ("Performance", "Efficiency")
MACS = {
    "m1-8gb": ("Apple M1", "MacBookAir10,1", "MacBook Air", 14, [(PE[0], 4), (PE[1], 4)], 7, 8, 3),
    "m1-pro-16gb": ("Apple M1 Pro", "MacBookPro18,3", "MacBook Pro", 14, [(PE[0], 8), (PE[1], 2)], 16, 16, 9),
    "m1-max-64gb": ("Apple M1 Max", "MacBookPro18,2", "MacBook Pro", 15, [(PE[0], 8), (PE[1], 2)], 32, 64, 40),
    "m1-ultra-128gb": ("Apple M1 Ultra", "Mac13,2", "Mac Studio", 15, [(PE[0], 16), (PE[1], 4)], 64, 128, 96),
    "m2-24gb": ("Apple M2", "Mac14,2", "MacBook Air", 14, [(PE[0], 4), (PE[1], 4)], 10, 24, 12),
    "m2-pro-32gb": ("Apple M2 Pro", "Mac14,9", "MacBook Pro", 14, [(PE[0], 8), (PE[1], 4)], 19, 32, 20),
    "m2-max-96gb": ("Apple M2 Max", "Mac14,5", "MacBook Pro", 15, [(PE[0], 8), (PE[1], 4)], 38, 96, 60),
    "m2-ultra-192gb": ("Apple M2 Ultra", "Mac14,14", "Mac Studio", 26, [(PE[0], 16), (PE[1], 8)], 76, 192, 150),
    "m3-16gb": ("Apple M3", "Mac15,3", "MacBook Pro", 14, [(PE[0], 4), (PE[1], 4)], 10, 16, 8),
    "m3-pro-18gb": ("Apple M3 Pro", "Mac15,6", "MacBook Pro", 15, [(PE[0], 5), (PE[1], 6)], 14, 18, 10),
    "m3-max-36gb-busy": ("Apple M3 Max", "Mac15,10", "MacBook Pro", 15, [(PE[0], 10), (PE[1], 4)], 30, 36, 6),
    "m3-max-128gb": ("Apple M3 Max", "Mac15,8", "MacBook Pro", 15, [(PE[0], 12), (PE[1], 4)], 40, 128, 90),
    "m3-ultra-512gb": ("Apple M3 Ultra", "Mac15,14", "Mac Studio", 15, [(PE[0], 24), (PE[1], 8)], 80, 512, 480),
    "m4-16gb": ("Apple M4", "Mac16,12", "MacBook Air", 15, [(PE[0], 4), (PE[1], 6)], 10, 16, 8),
    "m4-pro-48gb": ("Apple M4 Pro", "Mac16,11", "Mac mini", 15, [(PE[0], 10), (PE[1], 4)], 20, 48, 32),
    "m4-max-36gb": ("Apple M4 Max", "Mac16,6", "MacBook Pro", 15, [(PE[0], 10), (PE[1], 4)], 32, 36, 24),
    "m4-max-128gb": ("Apple M4 Max", "Mac16,5", "MacBook Pro", 26, [(PE[0], 12), (PE[1], 4)], 40, 128, 100),
    "m5-32gb": ("Apple M5", "Mac17,2", "MacBook Pro", 26, [(PE[0], 4), (PE[1], 6)], 10, 32, 20),
    "m5-pro-24gb": ("Apple M5 Pro", "", "MacBook Pro", 26, [("Super", 5), (PE[0], 10)], 16, 24, 14),
    "m5-max-128gb": ("Apple M5 Max", "Mac17,6", "MacBook Pro", 26, [("Super", 6), (PE[0], 12)], 40, 128, 100),
    "m6-32gb": ("Apple M6", "", "MacBook Pro", 27, [("Super", 2), (PE[0], 4), (PE[1], 6)], 12, 32, 20),
    "m3-virtual-8gb": ("Apple M3 (Virtual)", "VirtualMac2,1", "Apple Virtual Machine 1", 15, [("Standard", 4)], 0, 8, 5),
    "intel-16gb": ("Intel(R) Core(TM) i7-9750H CPU @ 2.60GHz", "MacBookPro16,1", "MacBook Pro", 14, [], 0, 16, 8),
}


def sysctl(chip, model, cores, memory):
    count = sum(n for _, n in cores) or 6
    lines = [f"machdep.cpu.brand_string: {chip}", f"hw.ncpu: {count if cores else 12}", "hw.byteorder: 1234",
             f"hw.memsize: {memory * GB}", f"hw.activecpu: {count if cores else 12}"]
    for level, (name, n) in enumerate(cores):
        first = level == 0
        lines += [f"hw.perflevel{level}.{key}: {value}" for key, value in [
            ("physicalcpu", n), ("physicalcpu_max", n), ("logicalcpu", n), ("logicalcpu_max", n),
            ("l1icachesize", 196608 if first else 131072), ("l1dcachesize", 131072 if first else 65536), ("name", name)]]
    if cores:
        lines += ["hw.optional.arm64: 1", f"hw.nperflevels: {len(cores)}"]
    lines += [f"hw.physicalcpu: {count}", f"hw.physicalcpu_max: {count}", f"hw.logicalcpu: {count if cores else 12}",
              f"hw.pagesize: {16384 if cores else 4096}", "hw.packages: 1"]
    return "\n".join(lines + ([f"hw.model: {model}"] if model else [])) + "\n"


def processors(cores, macos):
    """What the parts mean changed with macOS 26.4 and 27: total, fast, slow; then a middle kind after it; then before."""
    counts = [n for _, n in cores]
    total = sum(counts)
    if macos <= 15 or counts == [4, 6]:
        return f"proc {total}:" + ":".join(map(str, counts))
    middle = cores[1][1] if cores[0][0] == "Super" else 0
    slow = cores[-1][1] if cores[-1][0] == "Efficiency" else 0
    if macos == 26:
        return f"proc {total}:{counts[0]}:{slow}:{middle}"
    return f"proc {total}:{counts[0]}:{middle}:{slow}"


def profile(chip, model, name, macos, cores, gpu, memory):
    overview = {"_name": "hardware_overview", "activation_lock_status": "activation_lock_disabled"}
    if cores:
        overview["chip_type"] = chip
    if model:
        overview["machine_model"] = model
    overview["machine_name"] = name
    if cores and gpu:
        overview["number_processors"] = processors(cores, macos)
    elif cores:
        overview["number_processors"] = cores[0][1]
    else:
        overview.update({"cpu_type": "6-Core Intel Core i7", "current_processor_speed": "2.6 GHz", "number_processors": 6,
                         "packages": 1})
    overview["physical_memory"] = f"{memory} GB"
    if gpu:
        metal = "spdisplays_metal3" if macos < 26 else "spdisplays_metal4"
        displays = [{"_name": chip, "spdisplays_mtlgpufamilysupport": metal,
                     "spdisplays_ndrvs": [{"_name": "Color LCD", "spdisplays_main": "spdisplays_yes",
                                           "spdisplays_online": "spdisplays_yes"}],
                     "spdisplays_vendor": "sppci_vendor_Apple", "sppci_bus": "spdisplays_builtin", "sppci_cores": str(gpu),
                     "sppci_device_type": "spdisplays_gpu", "sppci_model": chip}]
    elif cores:
        displays = []
    else:
        displays = [{"_name": "kHW_IntelUHDGraphics630Item", "spdisplays_vendor": "Intel", "spdisplays_vram_shared": "1536 MB",
                     "sppci_bus": "spdisplays_builtin", "sppci_device_type": "spdisplays_gpu",
                     "sppci_model": "Intel UHD Graphics 630"},
                    {"_name": "kHW_AMDRadeonPro5300MItem", "spdisplays_vendor": "sppci_vendor_amd",
                     "spdisplays_vram": "4 GB", "sppci_bus": "spdisplays_pcie_device",
                     "sppci_device_type": "spdisplays_gpu", "sppci_model": "AMD Radeon Pro 5300M"}]
    document = {"SPDisplaysDataType": displays, "SPHardwareDataType": [overview]}
    return json.dumps(document, indent=2, separators=(",", " : ")) + "\n"


def vm_stat(macos, page, memory, available):
    total, free_for_all = memory * GB // page, available * GB // page
    purgeable, free = free_for_all // 64, free_for_all // 8
    files = free_for_all - purgeable - free
    wired, compressor, speculative = total // 8, total // 32, files // 10
    anonymous = total - free - files - wired - compressor if wired + compressor + free + files < total else purgeable
    queued = anonymous + files - speculative
    rows = [("Pages free", free), ("Pages active", queued // 2), ("Pages inactive", queued - queued // 2),
            ("Pages speculative", speculative), ("Pages throttled", 0), ("Pages wired down", wired),
            ("Pages purgeable", purgeable), ('"Translation faults"', 7 * total), ("Pages copy-on-write", total // 3),
            ("Pages zero filled", 4 * total), ("Pages reactivated", total // 50), ("Pages purged", total // 90),
            ("File-backed pages", files), ("Anonymous pages", anonymous), ("Pages stored in compressor", 3 * compressor),
            ("Pages occupied by compressor", compressor), ("Decompressions", total // 7), ("Compressions", total // 5),
            ("Pageins", total // 2), ("Pageouts", total // 200), ("Swapins", 0), ("Swapouts", 0)]
    width = 47 if macos < 26 else 52
    lines = [f"{name}:{value:>{width - len(name) - 1}}." for name, value in rows]
    return "\n".join([f"Mach Virtual Memory Statistics: (page size of {page} bytes)"] + lines) + "\n"


def main(target):
    for folder, (chip, model, name, macos, cores, gpu, memory, available) in MACS.items():
        place = pathlib.Path(target, folder)
        place.mkdir(parents=True, exist_ok=True)
        (place / "sysctl.txt").write_text(sysctl(chip, model, cores, memory))
        (place / "system_profiler.json").write_text(profile(chip, model, name, macos, cores, gpu, memory))
        (place / "vm_stat.txt").write_text(vm_stat(macos, 16384 if cores else 4096, memory, available))


main(sys.argv[1])
