package dev.crema.app.agents;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

class LauncherVariablesTest {
    @Test
    void whatTheLauncherAddsIsTakenOut() {
        assertThat(without(Map.of(
                        "_JPACKAGE_LAUNCHER", "0", "LD_LIBRARY_PATH", ":/usr/lib/crema/lib/app", "HOME", "/home/me")))
                .isEqualTo(Map.of("HOME", "/home/me"));
    }

    @Test
    void theUsersOwnLibrariesStay() {
        assertThat(without(
                        Map.of("_JPACKAGE_LAUNCHER", "0", "LD_LIBRARY_PATH", "/opt/a:/opt/b:/usr/lib/crema/lib/app")))
                .isEqualTo(Map.of("LD_LIBRARY_PATH", "/opt/a:/opt/b"));
    }

    @Test
    void withoutTheLauncherNothingChanges() {
        Map<String, String> environment = Map.of("LD_LIBRARY_PATH", "/opt/a:/opt/b");

        assertThat(without(environment)).isEqualTo(environment);
    }

    private static Map<String, String> without(Map<String, String> environment) {
        Map<String, String> changed = new HashMap<>(environment);
        LauncherVariables.remove(changed);
        return changed;
    }
}
