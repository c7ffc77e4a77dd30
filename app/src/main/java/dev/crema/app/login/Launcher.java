package dev.crema.app.login;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.UnaryOperator;

/** The program that started this process, and could start it again. */
final class Launcher {
    /** Set by the executable of a packaged app; jpackage's own name for it. */
    static final String PACKAGED = "jpackage.app-path";

    /** Set by the launcher of a checkout. */
    static final String CHECKOUT = "crema.launcher";

    private Launcher() {}

    /** Empty if it was started in another way, as tests are. */
    static Optional<Path> ofThisProcess() {
        return of(System::getProperty);
    }

    /** As above, by these properties. */
    static Optional<Path> of(UnaryOperator<String> properties) {
        return Optional.ofNullable(properties.apply(PACKAGED))
                .or(() -> Optional.ofNullable(properties.apply(CHECKOUT)))
                .map(Path::of)
                .filter(Files::isExecutable)
                .map(Path::toAbsolutePath);
    }
}
