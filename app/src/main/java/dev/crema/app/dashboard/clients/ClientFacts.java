package dev.crema.app.dashboard.clients;

import dev.crema.app.agents.Client;
import dev.crema.app.agents.ClientStatus;
import dev.crema.app.agents.ClientStatus.Connection;
import dev.crema.app.agents.SettingsClient;
import org.jspecify.annotations.Nullable;

/**
 * What is known of a client at one moment.
 *
 * @param status of its settings; null for a client without settings that Crema could change
 * @param served whether the running Crema speaks its protocol; true while none runs, as nobody knows better
 */
record ClientFacts(Client client, @Nullable ClientStatus status, boolean served) {
    /** What a client can be at, for people. */
    enum Standing {
        CONNECTED("Uses Crema", "chip-good"),
        OUTDATED("Needs an Update", "chip-warn"),
        AWAY("Not Connected", "chip-plain"),
        MISSING("Not Installed", "chip-plain");

        private final String word;
        private final String style;

        Standing(String word, String style) {
            this.word = word;
            this.style = style;
        }

        String word() {
            return word;
        }

        String style() {
            return style;
        }
    }

    /** Null for a client without settings. */
    @Nullable
    Standing standing() {
        if (status == null) {
            return null;
        }
        return switch (status.connection()) {
            case CONNECTED -> Standing.CONNECTED;
            case OUTDATED -> Standing.OUTDATED;
            case NONE -> status.installed() ? Standing.AWAY : Standing.MISSING;
        };
    }

    /** Whether its settings point at Crema. */
    boolean connected() {
        return status != null && status.connection() != Connection.NONE;
    }

    /** What a person should read about it, in sentences; empty if there is nothing to say. */
    String remark() {
        if (status == null) {
            return "For programs built on an Anthropic or OpenAI SDK: paste this into the shell that starts them.";
        }
        if (status.problem() != null) {
            return status.problem();
        }
        if (!served) {
            return client.name() + " asks in another protocol (" + client.wire().path()
                    + ") than this Crema speaks, so its settings are left alone. Use another client until an update"
                    + " brings it.";
        }
        return switch (status.connection()) {
            case CONNECTED -> "";
            case OUTDATED -> "Its settings name another model or other limits than Crema has now.";
            case NONE -> status.installed() ? "" : installation(status.client());
        };
    }

    private static String installation(SettingsClient client) {
        return client.name() + " was not found on this computer. In a terminal, " + client.installation()
                + " installs it.";
    }
}
