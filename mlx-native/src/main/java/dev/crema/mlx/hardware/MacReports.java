package dev.crema.mlx.hardware;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Understands what macOS's own tools print. Pure; what is missing or strange is left out, never an exception. */
final class MacReports {
    private static final JsonMapper JSON = new JsonMapper();
    private static final Pattern PAGE_SIZE = Pattern.compile("page size of (\\d{1,9}) bytes");
    private static final Pattern PAGES =
            Pattern.compile("(?m)^(Pages free|Pages purgeable|File-backed pages):\\s+(\\d{1,15})\\.$");
    private static final Pattern GIGABYTES = Pattern.compile("(\\d{1,6}) GB");

    private MacReports() {}

    /**
     * The machine that the texts describe.
     *
     * @param totalBytes its memory by another source, for where the texts do not tell
     * @param availableBytes what is available of it, likewise
     */
    static Hardware hardware(MacTexts texts, long totalBytes, long availableBytes) {
        Map<String, String> sysctl = sysctl(texts.sysctl());
        JsonNode profile = json(texts.systemProfiler());
        JsonNode overview = profile.path("SPHardwareDataType").path(0);
        String brand = sysctl.getOrDefault(
                "machdep.cpu.brand_string", overview.path("chip_type").asText(""));
        long memory = memory(sysctl, overview, totalBytes);
        long available = available(texts.vmStat());
        return new Hardware(
                Chip.of(brand),
                cores(sysctl),
                gpuCores(profile),
                memory,
                Math.min(memory, available > 0 ? available : availableBytes));
    }

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
     * Cores by {@code sysctl hw.perflevelN} (level 0 is the fastest), or {@code hw.physicalcpu} on a machine without levels.
     * {@code number_processors} of system_profiler is not asked: what its parts mean changed between releases.
     */
    static List<CoreKind> cores(Map<String, String> sysctl) {
        List<CoreKind> kinds = new ArrayList<>();
        for (int level = 0; number(sysctl, "hw.perflevel" + level + ".physicalcpu") > 0; level++) {
            String name = sysctl.getOrDefault("hw.perflevel" + level + ".name", "");
            kinds.add(new CoreKind(
                    name.toLowerCase(Locale.ROOT), (int) number(sysctl, "hw.perflevel" + level + ".physicalcpu")));
        }
        int all = (int) number(sysctl, "hw.physicalcpu");
        if (kinds.size() == 1 || kinds.isEmpty() && all > 0) {
            return List.of(
                    new CoreKind("", kinds.isEmpty() ? all : kinds.getFirst().count()));
        }
        return kinds;
    }

    /** Cores of the built-in GPU, the first display adapter that has a number of them; 0 if none has. */
    static int gpuCores(JsonNode profile) {
        for (JsonNode adapter : profile.path("SPDisplaysDataType")) {
            int cores = adapter.path("sppci_cores").asInt(0);
            if (cores > 0) {
                return cores;
            }
        }
        return 0;
    }

    /**
     * What programs can have without anything being swapped or compressed, by {@code vm_stat}: free pages, those of files,
     * which can be read again, and those that their owners gave up. Inactive pages are not counted, since most of them
     * would have to be compressed.
     *
     * @return bytes; 0 if the text does not tell
     */
    static long available(String vmStat) {
        Matcher size = PAGE_SIZE.matcher(vmStat);
        if (!size.find()) {
            return 0;
        }
        long pages = 0;
        int found = 0;
        for (Matcher line = PAGES.matcher(vmStat); line.find(); found++) {
            pages += Long.parseLong(line.group(2));
        }
        return found == 3 ? pages * Long.parseLong(size.group(1)) : 0;
    }

    private static long memory(Map<String, String> sysctl, JsonNode overview, long fallback) {
        long bytes = number(sysctl, "hw.memsize");
        if (bytes > 0) {
            return bytes;
        }
        Matcher sold = GIGABYTES.matcher(overview.path("physical_memory").asText(""));
        return sold.matches() ? Long.parseLong(sold.group(1)) << 30 : fallback;
    }

    /** The document; missing if the text is none. */
    static JsonNode json(String text) {
        try {
            JsonNode document = JSON.readTree(text);
            return document == null ? MissingNode.getInstance() : document;
        } catch (JsonProcessingException e) {
            return MissingNode.getInstance();
        }
    }

    private static long number(Map<String, String> sysctl, String name) {
        String value = sysctl.getOrDefault(name, "0");
        return value.matches("\\d{1,18}") ? Long.parseLong(value) : 0;
    }
}
