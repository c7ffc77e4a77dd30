package dev.crema.app.agents;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.crema.app.agents.ClientStatus.Connection;
import dev.crema.app.agents.text.Notation;
import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What a person wrote by hand is the same to the byte after a connection was made and undone. */
class RoundTripTest {
    private static final Map<String, String> JSON = Map.ofEntries(
            Map.entry("nothing", ""),
            Map.entry("blanks", " \n\t\n"),
            Map.entry("a byte order mark alone", "\uFEFF"),
            Map.entry("a comment alone", "// later"),
            Map.entry("an empty object", "{}"),
            Map.entry("an empty object over lines", "{\n\n}\n\n"),
            Map.entry("no line end at the end", "{\n  \"theme\": \"dark\"\n}"),
            Map.entry("Windows line ends and a byte order mark", "\uFEFF{\r\n\t\"theme\": \"dark\"\r\n}\r\n"),
            Map.entry("mixed line ends", "{\r\n  \"a\": 1,\n  \"b\": 2\r\n}\n"),
            Map.entry("tabs", "{\n\t\"env\": {\n\t\t\"A\": \"1\"\n\t}\n}\n"),
            Map.entry("trailing commas", "{\n  \"env\": {\"A\": \"1\",},\n  \"list\": [1, 2,],\n}\n"),
            Map.entry("one line", "{\"env\":{\"A\":\"1\"},\"theme\":\"dark\"}"),
            Map.entry("odd blanks", "{   \"env\"   :{   }   ,\n\n\n      \"b\":1}"),
            Map.entry("comments everywhere", """
                    // my settings
                    { // here
                      /* before */ "env" /* between */ : /* value */ { // in
                        "A": "1" // last
                        // "B": "2"
                      } /* after */,
                      "list": [ // of
                        1, /* one */ 2
                      ] // end
                    } // done
                    """),
            Map.entry("our keys with other values", """
                    {
                      "env": {"ANTHROPIC_BASE_URL": "https://other", "ANTHROPIC_MODEL": "x", "A": "1"},
                      "provider": {"crema": {"npm": "mine", /* keep */ "models": {}}, "other": {}},
                      "small_model": "other/y",
                      "modelProviders": {"openai": [{"id": "gpt", "baseUrl": "https://other"}]},
                      "security": {"auth": {"selectedType": "qwen-oauth"}}
                    }
                    """),
            Map.entry("a key twice", "{\"env\": {\"A\": \"1\"}, \"env\": {\"B\": \"2\"}}"),
            Map.entry("escapes", "{\"\\u0065nv\": {\"\\\"\": \"\\\\\"}, \"ü\": \"// {\"}"));

    private static final Map<String, String> TOML = Map.ofEntries(
            Map.entry("nothing", ""),
            Map.entry("blanks", "\n \n"),
            Map.entry("a byte order mark alone", "\uFEFF"),
            Map.entry("a comment alone", "# later"),
            Map.entry("keys only", "model = \"gpt-5\"\napproval_policy = 'never'"),
            Map.entry("tables only", "[features]\nweb = true\n"),
            Map.entry("Windows line ends and a byte order mark", "\uFEFFmodel = \"gpt-5\"\r\n\r\n[t]\r\na = 1\r\n"),
            Map.entry("comments everywhere", """
                    # my settings
                      model = "gpt-5" # the model

                    # [model_providers.crema]
                    # name = "no"
                    [ features ] # flags
                    \tweb = true
                    notify = [ # commands
                      "a", # one
                    ]
                    # the end"""),
            Map.entry("our keys with other values", """
                    model="a"
                    model_provider = 'b'
                    model_context_window = 1_000
                    [model_providers.crema]
                    name = "Mine"
                      base_url   =   "http://old/v1"   # old
                    extra = { a = 1 }

                    [model_providers.other]
                    name = "Other"
                    """),
            Map.entry("dotted keys", "model_providers.crema.name = \"x\"\nmodel_providers.other.name = \"y\"\n"),
            Map.entry("a list of tables", "[[hooks]]\nname = \"a\"\n[[hooks]]\nname = \"b\"\n"),
            Map.entry(
                    "texts of several lines",
                    "a = \"\"\"\n[model_providers.crema]\nmodel = 1\n\"\"\"\nb = '''\n[x]'''\n"));

    @TempDir
    Path folder;

    @TempDir
    Path crema;

    static Stream<Arguments> settings() {
        List<Arguments> all = new ArrayList<>();
        for (SettingsClient client : Homes.CLIENTS) {
            Map<String, String> texts = client.notation() == Notation.JSON ? JSON : TOML;
            new TreeMap<>(texts).forEach((name, text) -> all.add(Arguments.of(client.id(), name, text)));
        }
        return all.stream();
    }

    @ParameterizedTest(name = "{0}: {1}")
    @MethodSource("settings")
    void undoneSettingsAreWhatTheyWere(String id, String name, String text) throws IOException {
        SettingsClient client = client(id);
        UserHome user = Homes.user(folder.resolve("user"));
        Path file = Homes.write(client, user, text);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r-----"));
        Map<String, String> before = snapshot(user.folder());
        ClientSetup setup = new ClientSetup(crema, user);

        Plan plan = setup.connect(client, Homes.ENDPOINT);
        assertThat(snapshot(user.folder())).as("a plan changes nothing").isEqualTo(before);
        assertThat(plan.diff()).startsWith("--- " + file).contains("+");
        setup.carryOut(plan);

        assertThat(setup.status(client, Homes.ENDPOINT).connection()).isEqualTo(Connection.CONNECTED);
        assertThat(Files.readString(file)).isNotEqualTo(text);
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-r-----");
        assertThat(setup.connect(client, Homes.ENDPOINT).isEmpty())
                .as("once is enough")
                .isTrue();

        setup.carryOut(setup.disconnect(client));
        assertThat(snapshot(user.folder())).isEqualTo(before);
        assertThat(crema.resolve("connections/" + id)).doesNotExist();
    }

    @ParameterizedTest(name = "{0}: {1}")
    @MethodSource("settings")
    void aChangeOfModelIsUndoneToo(String id, String name, String text) throws IOException {
        SettingsClient client = client(id);
        UserHome user = Homes.user(folder.resolve("user"));
        Path file = Homes.write(client, user, text);
        ClientSetup setup = new ClientSetup(crema, user);
        Endpoint other = new Endpoint(Homes.ENDPOINT.address(), "secret", "small", 8_192);

        setup.carryOut(setup.connect(client, other));
        assertThat(setup.status(client, Homes.ENDPOINT).connection()).isEqualTo(Connection.OUTDATED);
        setup.carryOut(setup.connect(client, Homes.ENDPOINT));
        assertThat(Files.readString(file)).contains("Qwen3-4B").doesNotContain("secret", "DISABLE_AUTO_COMPACT");
        setup.carryOut(setup.disconnect(client));

        assertThat(Files.readString(file)).isEqualTo(text);
    }

    @Test
    void settingsThatWereMissingAreMissingAgainAndSoIsTheirFolder() throws IOException {
        for (SettingsClient client : Homes.CLIENTS) {
            Path home = Files.createDirectory(folder.resolve(client.id()));
            ClientSetup setup = new ClientSetup(crema, Homes.user(home));

            Plan plan = setup.connect(client, Homes.ENDPOINT);
            assertThat(plan.diff()).startsWith("--- /dev/null\n+++ ");
            setup.carryOut(plan);
            Path file = client.file(Homes.user(home));
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                    .as("it may hold a key")
                    .isEqualTo("rw-------");
            setup.carryOut(setup.disconnect(client));
            assertThat(snapshot(home)).isEmpty();
        }
    }

    @Test
    void aLinkStaysALinkAndItsTargetIsChanged() throws IOException {
        for (SettingsClient client : Homes.CLIENTS) {
            UserHome user = Homes.user(folder.resolve("user-" + client.id()));
            Path target = folder.resolve("dotfiles-" + client.id());
            Files.writeString(target, client.notation() == Notation.JSON ? "{ }" : "# mine\n");
            Path link = client.file(user);
            Files.createDirectories(link.getParent());
            Files.createSymbolicLink(link, link.getParent().relativize(target));
            Map<String, String> before = snapshot(folder);
            ClientSetup setup = new ClientSetup(crema, user);

            setup.carryOut(setup.connect(client, Homes.ENDPOINT));
            assertThat(link).isSymbolicLink();
            assertThat(target).content().contains("Qwen3-4B");
            setup.carryOut(setup.disconnect(client));
            assertThat(snapshot(folder)).isEqualTo(before);
        }
    }

    @Test
    void aReadOnlyFileIsLeftAloneAndNamed() throws IOException {
        for (SettingsClient client : Homes.CLIENTS) {
            UserHome user = Homes.user(folder.resolve("user"));
            Path file = Homes.write(client, user, "");
            Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("r--r--r--"));
            ClientSetup setup = new ClientSetup(crema, user);
            Plan plan = setup.connect(client, Homes.ENDPOINT);

            assertThatThrownBy(() -> setup.carryOut(plan))
                    .isInstanceOf(ClientSetupException.class)
                    .hasMessageContaining(file.toString())
                    .hasMessageContaining("read-only")
                    .hasMessageContaining("chmod u+w");
            assertThat(file).isEmptyFile();
            assertThatThrownBy(() -> setup.disconnect(client)).hasMessageContaining("nothing to undo");
        }
    }

    private static SettingsClient client(String id) {
        return (SettingsClient) Clients.find(id).orElseThrow();
    }

    /** Every path below a folder, with a file's permissions and bytes or a link's target. */
    private static Map<String, String> snapshot(Path root) throws IOException {
        Map<String, String> paths = new TreeMap<>();
        Files.walkFileTree(root, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                String content = attributes.isSymbolicLink()
                        ? "-> " + Files.readSymbolicLink(file)
                        : Files.getPosixFilePermissions(file) + "\n" + Files.readString(file);
                paths.put(root.relativize(file).toString(), content);
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult preVisitDirectory(Path directory, BasicFileAttributes attributes) {
                if (!directory.equals(root)) {
                    paths.put(root.relativize(directory) + "/", "");
                }
                return FileVisitResult.CONTINUE;
            }
        });
        return paths;
    }
}
