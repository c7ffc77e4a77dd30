package dev.crema.app.agents;

import dev.crema.app.agents.ClientStatus.Connection;
import dev.crema.app.agents.Plan.Connecting;
import dev.crema.app.agents.text.Edit;
import dev.crema.app.agents.text.SettingsFormatException;
import dev.crema.app.agents.text.SettingsText;
import dev.crema.app.files.TextFile;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Points clients at Crema and back. A change is planned, shown, and then carried out if the file is still as it was shown.
 * Any thread; of two that change the same file at the same time one is refused.
 */
public final class ClientSetup {
    private final ConnectionRecords records;
    private final UserHome user;

    /** A text as it would be without anything of Crema's, and what is to be said about it. */
    private record Original(@Nullable String text, List<String> notes) {}

    /**
     * For one user.
     *
     * @param home folder of Crema's own files, where the backups are
     */
    public ClientSetup(Path home, UserHome user) {
        this.records = new ConnectionRecords(home.resolve("connections"));
        this.user = user;
    }

    /**
     * Looks at a client.
     *
     * @param endpoint what it should point at; null if that is not known, because Crema does not run
     */
    public ClientStatus status(SettingsClient client, @Nullable Endpoint endpoint) {
        boolean installed = client.isInstalled(user);
        Path file = client.file(user);
        try {
            Path target = TextFile.target(file);
            String current = TextFile.read(target);
            SettingsText text = parsed(client, target, current);
            Connection connection = connection(client, text, records.read(client), endpoint);
            List<String> warnings = connection == Connection.NONE ? List.of() : client.warnings(text);
            String problem = warnings.isEmpty() ? null : String.join(" ", warnings);
            return new ClientStatus(client, installed, connection, file, problem);
        } catch (ClientSetupException e) {
            return new ClientStatus(client, installed, Connection.NONE, file, e.getMessage());
        } catch (IOException e) {
            String problem = unusable(client, file, e).getMessage();
            return new ClientStatus(client, installed, Connection.NONE, file, problem);
        }
    }

    private static Connection connection(
            SettingsClient client, SettingsText text, @Nullable ConnectionRecord record, @Nullable Endpoint endpoint) {
        if (endpoint != null && client.edits(endpoint).stream().allMatch(edit -> edit.isIn(text))) {
            return Connection.CONNECTED;
        }
        boolean allOfOurs = record != null && record.edits().stream().allMatch(edit -> edit.isIn(text));
        if (allOfOurs && endpoint == null) {
            return Connection.CONNECTED;
        }
        String address = client.address(text);
        boolean pointsHere = endpoint != null
                && address != null
                && (address.equals(endpoint.base()) || address.startsWith(endpoint.base() + "/"));
        return allOfOurs || pointsHere ? Connection.OUTDATED : Connection.NONE;
    }

    /**
     * Plans to point a client at an endpoint. What an earlier connection put there is replaced.
     *
     * @throws ClientSetupException if its settings cannot be read or take no such change
     */
    public Plan connect(SettingsClient client, Endpoint endpoint) {
        Path file = client.file(user);
        try {
            Path target = TextFile.target(file);
            ConnectionRecord record = records.read(client);
            if (record != null && !record.file().equals(target)) {
                throw new ClientSetupException(client.name() + " was connected through " + record.file()
                        + ", and now reads " + target + ". Undo the first with 'crema connect " + client.id()
                        + " --undo', then connect again.");
            }
            String current = TextFile.read(target);
            Original original =
                    current == null ? new Original(null, List.of()) : original(client, target, current, record);
            List<Edit> edits = client.edits(endpoint);
            SettingsText text = parsed(client, target, original.text());
            for (Edit edit : edits) {
                text = applied(client, target, text, edit);
            }
            ConnectionRecord next = new ConnectionRecord(
                    target,
                    ConnectionRecord.digest(original.text()),
                    ConnectionRecord.digest(text.text()),
                    Instant.now().truncatedTo(ChronoUnit.SECONDS),
                    edits,
                    record != null ? record.madeFolders() : TextFile.missingFolders(target));
            List<String> notes = new ArrayList<>(client.notes(endpoint));
            notes.addAll(client.warnings(text));
            return new Plan(client, target, current, text.text(), notes, new Connecting(next, original.text()));
        } catch (IOException e) {
            throw unusable(client, file, e);
        }
    }

    /**
     * Plans to take everything of Crema's out of a client's settings. A file that nobody else has changed becomes what it
     * was, to the byte.
     *
     * @throws ClientSetupException if Crema did not change them, or that cannot be undone
     */
    public Plan disconnect(SettingsClient client) {
        try {
            ConnectionRecord record = records.read(client);
            if (record == null) {
                throw new ClientSetupException(
                        "Crema has not changed the settings of " + client.name() + ", so there is nothing to undo.");
            }
            String current = TextFile.read(record.file());
            Original original = original(client, record.file(), current, record);
            return new Plan(client, record.file(), current, original.text(), original.notes(), null);
        } catch (IOException e) {
            throw unusable(client, client.file(user), e);
        }
    }

    /**
     * Makes a planned change.
     *
     * @throws ClientSetupException if the file has changed since it was planned, or cannot be written; it is then as it was
     */
    public void carryOut(Plan plan) {
        SettingsClient client = plan.client();
        try {
            if (!Objects.equals(TextFile.read(plan.file()), plan.before())) {
                throw new ClientSetupException(plan.file()
                        + " has been changed since the change was shown. Nothing was written; look at it again.");
            }
            Connecting connecting = plan.connecting();
            if (connecting != null) {
                carryOut(plan, connecting);
            } else {
                undo(plan);
            }
        } catch (IOException e) {
            throw unusable(client, plan.file(), e);
        }
    }

    private void carryOut(Plan plan, Connecting connecting) throws IOException {
        String after = Objects.requireNonNull(plan.after());
        if (plan.isEmpty()) {
            return;
        }
        ConnectionRecord earlier = records.read(plan.client());
        String earlierOriginal = earlier == null ? null : records.original(plan.client(), earlier);
        records.write(plan.client(), connecting.record(), connecting.original());
        try {
            TextFile.write(plan.file(), after);
        } catch (IOException e) {
            if (earlier == null) {
                records.delete(plan.client());
            } else {
                records.write(plan.client(), earlier, earlierOriginal);
            }
            throw e;
        }
    }

    private void undo(Plan plan) throws IOException {
        ConnectionRecord record = records.read(plan.client());
        String after = plan.after();
        if (after != null && !plan.isEmpty()) {
            TextFile.write(plan.file(), after);
        } else if (after == null) {
            TextFile.delete(plan.file(), record == null ? List.of() : record.madeFolders());
        }
        records.delete(plan.client());
    }

    /** The file's text without anything of ours. */
    private Original original(
            SettingsClient client, Path file, @Nullable String current, @Nullable ConnectionRecord record)
            throws IOException {
        if (record == null || ConnectionRecord.digest(current).equals(record.before())) {
            return new Original(current, List.of());
        }
        if (ConnectionRecord.digest(current).equals(record.after())) {
            return new Original(records.original(client, record), List.of());
        }
        if (current == null) {
            return new Original(
                    records.original(client, record),
                    List.of("The file was deleted since Crema changed it. What it was before comes back."));
        }
        return withoutOurs(client, file, current, record);
    }

    /** Of a file that somebody else has changed since: only what we put there, where it is still as we put it. */
    private Original withoutOurs(SettingsClient client, Path file, String current, ConnectionRecord record)
            throws IOException {
        SettingsText before = parsed(client, file, records.original(client, record));
        SettingsText text = parsed(client, file, current);
        List<String> changed = new ArrayList<>();
        for (Edit edit : record.edits().reversed()) {
            if (edit.isIn(text)) {
                text = edit.takeFrom(text, before);
            } else if (edit instanceof Edit.Put && text.value(edit.path()) != null) {
                changed.addFirst(String.join(".", edit.path()));
            }
        }
        List<String> notes = new ArrayList<>();
        notes.add("The file was changed since Crema connected " + client.name()
                + ": Crema's own settings are taken out, and everything else stays.");
        if (!changed.isEmpty()) {
            notes.add("These have another value than Crema gave them, so they stay too: " + String.join(", ", changed));
        }
        return new Original(!record.existed() && text.isBlank() ? null : text.text(), notes);
    }

    private static SettingsText parsed(SettingsClient client, Path file, @Nullable String text) {
        try {
            return client.notation().parse(text == null ? "" : text);
        } catch (SettingsFormatException e) {
            throw unfit(client, file, e);
        }
    }

    private static SettingsText applied(SettingsClient client, Path file, SettingsText text, Edit edit) {
        try {
            return edit.applyTo(text);
        } catch (SettingsFormatException e) {
            throw unfit(client, file, e);
        }
    }

    private static ClientSetupException unfit(SettingsClient client, Path file, SettingsFormatException e) {
        return new ClientSetupException(
                "The settings of " + client.name() + " in " + file + " cannot be changed: " + e.getMessage()
                        + ". Nothing was written; mend the file and try again.",
                e);
    }

    private static ClientSetupException unusable(SettingsClient client, Path file, IOException e) {
        return new ClientSetupException(
                "The settings of " + client.name() + " in " + file + " cannot be used: " + reason(e) + ".", e);
    }

    /** Java's own exceptions of files have the path alone for a message. */
    private static String reason(IOException e) {
        if (!(e instanceof FileSystemException failure)) {
            return String.valueOf(e.getMessage());
        }
        String reason = failure.getReason() == null ? failure.getClass().getSimpleName() : failure.getReason();
        return reason + " (" + failure.getFile() + ")";
    }
}
