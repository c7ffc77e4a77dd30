package dev.crema.app.login;

import static org.assertj.core.api.Assertions.assertThat;

import dev.crema.app.login.LaunchAtLogin.State;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.w3c.dom.Document;
import org.w3c.dom.Element;

class LaunchAtLoginTest {
    @TempDir
    private Path user;

    @ParameterizedTest
    @ValueSource(strings = {"Mac OS X", "Linux"})
    void switchedOnAndOffItLeavesTheHomeFolderAsItWas(String system) throws IOException {
        Files.writeString(user.resolve("own.txt"), "mine");
        List<Path> before = everything();
        LaunchAtLogin login = login(system, user.resolve("Crema"));
        assertThat(login.state()).isEqualTo(State.OFF);
        login.switchOn();
        assertThat(login.state()).isEqualTo(State.ON);
        assertThat(login.file()).startsWith(user).exists();
        login.switchOn();
        assertThat(login.state()).isEqualTo(State.ON);
        login.switchOff();
        assertThat(login.state()).isEqualTo(State.OFF);
        assertThat(everything()).isEqualTo(before);
        login.switchOff();
        assertThat(everything()).isEqualTo(before);
    }

    @ParameterizedTest
    @ValueSource(strings = {"Mac OS X", "Linux"})
    void othersInTheSameFolderStay(String system) throws IOException {
        LaunchAtLogin login = login(system, user.resolve("Crema"));
        Path other = login.file().resolveSibling("other");
        Files.createDirectories(other.getParent());
        Files.writeString(other, "theirs");
        login.switchOn();
        login.switchOff();
        assertThat(other).hasContent("theirs");
    }

    @ParameterizedTest
    @ValueSource(strings = {"Mac OS X", "Linux"})
    void anotherCopyIsSeenAndReplaced(String system) throws IOException {
        LaunchAtLogin old = login(system, user.resolve("Old"));
        LaunchAtLogin present = login(system, user.resolve("New"));
        old.switchOn();
        assertThat(present.state()).isEqualTo(State.OTHER);
        present.switchOn();
        assertThat(present.state()).isEqualTo(State.ON);
        assertThat(old.state()).isEqualTo(State.OTHER);
    }

    @Test
    void macOsIsToldProgramArgumentsAndFolder() throws Exception {
        Path program = user.resolve("A & B <c>/Crema");
        LaunchAtLogin login = login("Mac OS X", program);
        login.switchOn();
        assertThat(login.file()).isEqualTo(user.resolve("Library/LaunchAgents/dev.crema.app.plist"));
        Document document = DocumentBuilderFactory.newInstance()
                .newDocumentBuilder()
                .parse(login.file().toFile());
        Element list = document.getDocumentElement();
        assertThat(list.getTagName()).isEqualTo("plist");
        assertThat(texts(document, "key"))
                .containsExactly(
                        "Label",
                        "ProgramArguments",
                        "EnvironmentVariables",
                        "CREMA_HOME",
                        "LimitLoadToSessionType",
                        "ProcessType",
                        "RunAtLoad");
        assertThat(texts(document, "string"))
                .containsExactly(
                        "dev.crema.app",
                        program.toString(),
                        "app",
                        "--hidden",
                        user.resolve("own home").toString(),
                        "Aqua",
                        "Interactive");
    }

    @Test
    void linuxIsToldACommandThatIsQuotedAsItsSpecificationSays() throws IOException {
        LaunchAtLogin login = login("Linux", Path.of("/opt/my \"100%\" $a`b\\c/crema"));
        login.switchOn();
        assertThat(login.file()).isEqualTo(user.resolve(".config/autostart/crema.desktop"));
        assertThat(login.file())
                .content()
                .startsWith("[Desktop Entry]\nType=Application\nName=Crema\n")
                .contains(
                        "\nExec=\"env\" \"CREMA_HOME=" + user
                                + "/own home\" \"/opt/my \\\\\"100%%\\\\\" \\\\$a\\\\`b\\\\\\\\c/crema\" \"app\" \"--hidden\"\n");
    }

    @Test
    void whatTheDesktopsOwnSettingsSwitchedOffIsOff() throws IOException {
        LaunchAtLogin login = login("Linux", user.resolve("Crema"));
        login.switchOn();
        Files.writeString(login.file(), Files.readString(login.file()) + "Hidden=true\n");
        assertThat(login.state()).isEqualTo(State.OFF);
        login.switchOn();
        assertThat(login.state()).isEqualTo(State.ON);
    }

    @Test
    void theUsersOwnFolderOfSettingsCounts() {
        LaunchAtLogin login = LaunchAtLogin.of(
                "Linux", user, Map.of("XDG_CONFIG_HOME", user.resolve("x").toString()), user, user);
        assertThat(login.file()).isEqualTo(user.resolve("x/autostart/crema.desktop"));
    }

    @Test
    void theProgramIsThePackagedOneOrTheCheckoutsAndHasToBeThere() throws IOException {
        Path packaged = program("packaged");
        Path checkout = program("checkout");
        Map<String, String> both =
                Map.of(Launcher.PACKAGED, packaged.toString(), Launcher.CHECKOUT, checkout.toString());
        assertThat(Launcher.of(both::get)).contains(packaged);
        assertThat(Launcher.of(Map.of(Launcher.CHECKOUT, checkout.toString())::get))
                .contains(checkout);
        assertThat(Launcher.of(Map.of(Launcher.CHECKOUT, user.resolve("gone").toString())::get))
                .isEmpty();
        assertThat(Launcher.of(Map.<String, String>of()::get)).isEmpty();
    }

    private LaunchAtLogin login(String system, Path program) {
        return LaunchAtLogin.of(system, user, Map.of(), program, user.resolve("own home"));
    }

    private Path program(String name) throws IOException {
        Path file = Files.writeString(user.resolve(name), "#!/bin/sh\n");
        assertThat(file.toFile().setExecutable(true)).isTrue();
        return file;
    }

    private List<Path> everything() throws IOException {
        try (Stream<Path> paths = Files.walk(user)) {
            return paths.sorted().toList();
        }
    }

    private static List<String> texts(Document document, String tag) {
        return Stream.iterate(0, i -> i < document.getElementsByTagName(tag).getLength(), i -> i + 1)
                .map(i -> document.getElementsByTagName(tag).item(i).getTextContent())
                .toList();
    }
}
