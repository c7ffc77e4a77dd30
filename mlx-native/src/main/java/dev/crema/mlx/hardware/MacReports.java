package dev.crema.mlx.hardware;

import java.util.HashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Understands what macOS's own tools print. Pure. */
final class MacReports {
    private static final Pattern GPU_CORES = Pattern.compile("\"gpu-core-count\"\\s*=\\s*(\\d+)");

    private MacReports() {}

    /** The values of {@code sysctl NAME…}, which prints {@code name: value} lines. Lines of another form are left out. */
    static Map<String, String> sysctl(String output) {
        Map<String, String> values = new HashMap<>();
        output.lines().forEach(line -> {
            int colon = line.indexOf(": ");
            if (colon > 0) {
                values.put(line.substring(0, colon), line.substring(colon + 2).strip());
            }
        });
        return values;
    }

    /**
     * Cores by {@code sysctl hw.perflevelN.physicalcpu} (level 0 is the fastest), with names given as {@code hw.physicalcpu}
     * on a machine with one kind of core.
     *
     * @return fast cores, then all others
     */
    static int[] cores(Map<String, String> sysctl) {
        int fast = number(sysctl, "hw.perflevel0.physicalcpu");
        if (fast == 0) {
            return new int[] {number(sysctl, "hw.physicalcpu"), 0};
        }
        int slow = 0;
        for (int level = 1; sysctl.containsKey("hw.perflevel" + level + ".physicalcpu"); level++) {
            slow += number(sysctl, "hw.perflevel" + level + ".physicalcpu");
        }
        return new int[] {fast, slow};
    }

    /** The {@code gpu-core-count} in the output of {@code ioreg -c IOAccelerator}; 0 if there is none. */
    static int gpuCores(String ioreg) {
        Matcher found = GPU_CORES.matcher(ioreg);
        return found.find() ? Integer.parseInt(found.group(1)) : 0;
    }

    private static int number(Map<String, String> sysctl, String name) {
        String value = sysctl.getOrDefault(name, "0");
        return value.matches("\\d{1,9}") ? Integer.parseInt(value) : 0;
    }
}
