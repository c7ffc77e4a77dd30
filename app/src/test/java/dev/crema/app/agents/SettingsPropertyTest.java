package dev.crema.app.agents;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.json.JsonReadFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.toml.TomlMapper;
import dev.crema.app.agents.text.Edit;
import dev.crema.app.agents.text.Notation;
import dev.crema.app.agents.text.SettingsText;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Over random documents, each read by a parser that is not ours. */
class SettingsPropertyTest {
    /** Each writes files to disk a dozen times. */
    private static final int ROUNDS = 120;

    private static final ObjectMapper JSON = JsonMapper.builder()
            .enable(JsonReadFeature.ALLOW_JAVA_COMMENTS)
            .enable(JsonReadFeature.ALLOW_TRAILING_COMMA)
            .build();
    private static final ObjectMapper TOML = new TomlMapper();

    @TempDir
    Path folder;

    @Test
    void aConnectionAddsOurValuesKeepsAllOthersAndIsUndoneToTheByte() throws IOException {
        for (SettingsClient client : Homes.CLIENTS) {
            UserHome user = Homes.user(folder.resolve(client.id()));
            ClientSetup setup = new ClientSetup(folder.resolve("crema"), user);
            Random random = new Random(client.id().hashCode());
            int connected = 0;
            for (int round = 0; round < ROUNDS; round++) {
                String text = document(client, random);
                Path file = Homes.write(client, user, text);
                Endpoint endpoint = endpoint(random);
                Plan plan;
                try {
                    plan = setup.connect(client, endpoint);
                } catch (ClientSetupException e) {
                    assertThat(e).as(text).hasMessageContaining("nothing can be added to it");
                    continue;
                }
                setup.carryOut(plan);
                assertThat(read(client, Files.readString(file)))
                        .as("%s, round %s:%n%s%nbecame%n%s", client.id(), round, text, Files.readString(file))
                        .isEqualTo(with(read(client, text), client.edits(endpoint)));
                if (!plan.isEmpty()) {
                    setup.carryOut(setup.disconnect(client));
                    connected++;
                }
                assertThat(Files.readString(file))
                        .as("%s, round %s", client.id(), round)
                        .isEqualTo(text);
            }
            assertThat(connected).as(client.id()).isGreaterThan(ROUNDS / 2);
        }
    }

    @Test
    void ofAFileThatItsUserChangedSinceOnlyOurValuesAreTakenOut() throws IOException {
        for (SettingsClient client : Homes.CLIENTS) {
            UserHome user = Homes.user(folder.resolve(client.id()));
            ClientSetup setup = new ClientSetup(folder.resolve("crema"), user);
            Random random = new Random(client.id().hashCode() + 1);
            int connected = 0;
            for (int round = 0; round < ROUNDS; round++) {
                String text = document(client, random);
                Path file = Homes.write(client, user, text);
                Edit users = Edit.put(round, "added_by_the_user");
                try {
                    setup.carryOut(setup.connect(client, endpoint(random)));
                    SettingsText connectedText = client.notation().parse(Files.readString(file));
                    Files.writeString(file, users.applyTo(connectedText).text());
                    Plan undo = setup.disconnect(client);
                    assertThat(undo.notes()).singleElement().asString().contains("was changed since");
                    setup.carryOut(undo);
                    connected++;
                } catch (ClientSetupException e) {
                    assertThat(e).as(text).hasMessageMatching("(?s).*(nothing can be added|nothing to undo).*");
                    continue;
                }
                assertThat(read(client, Files.readString(file)))
                        .as("%s, round %s:%n%s%nbecame%n%s", client.id(), round, text, Files.readString(file))
                        .isEqualTo(with(read(client, text), List.of(users)));
            }
            assertThat(connected).as(client.id()).isGreaterThan(ROUNDS / 2);
        }
    }

    private static String document(SettingsClient client, Random random) {
        return client.notation() == Notation.JSON ? RandomJson.document(random) : RandomToml.document(random);
    }

    private static Endpoint endpoint(Random random) {
        return new Endpoint(
                URI.create("http://127.0.0.1:" + (1024 + random.nextInt(60_000))),
                random.nextBoolean() ? null : "k\"e'y\\$",
                random.nextBoolean() ? "tiny" : "org/Ünï \"4B\"",
                random.nextBoolean() ? 8_192 : 262_144);
    }

    private static ObjectNode read(SettingsClient client, String text) throws IOException {
        String bare = text.startsWith("\uFEFF") ? text.substring(1) : text;
        JsonNode tree = (client.notation() == Notation.JSON ? JSON : TOML).readTree(bare);
        return tree instanceof ObjectNode object ? object : JsonNodeFactory.instance.objectNode();
    }

    /** What the tree should be with the edits in it. */
    private static ObjectNode with(ObjectNode tree, List<Edit> edits) {
        ObjectNode result = tree.deepCopy();
        for (Edit edit : edits) {
            ObjectNode parent = result;
            for (String key : edit.path().subList(0, edit.path().size() - 1)) {
                parent = parent.withObjectProperty(key);
            }
            String last = edit.path().getLast();
            switch (edit) {
                case Edit.Put put -> parent.set(last, put.value());
                case Edit.Append append -> {
                    ArrayNode list = parent.withArrayProperty(last);
                    if (list.valueStream().noneMatch(append.value()::equals)) {
                        list.add(append.value());
                    }
                }
            }
        }
        return result;
    }
}
