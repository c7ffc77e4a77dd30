package dev.crema.app.dashboard;

import atlantafx.base.theme.CupertinoDark;
import atlantafx.base.theme.CupertinoLight;
import java.util.Objects;
import javafx.application.Application;
import javafx.application.ColorScheme;
import javafx.application.Platform;
import javafx.css.PseudoClass;
import javafx.scene.Scene;

/** Light or dark as the system is, and changes with it. JavaFX thread only. */
final class Theme {
    private static final PseudoClass DARK = PseudoClass.getPseudoClass("dark");
    private static final String OWN =
            Objects.requireNonNull(Theme.class.getResource("crema.css")).toExternalForm();

    private Theme() {}

    /** Dresses a scene from now on. */
    static void follow(Scene scene) {
        scene.getStylesheets().add(OWN);
        var scheme = Platform.getPreferences().colorSchemeProperty();
        scheme.addListener((property, was, is) -> apply(scene, is));
        apply(scene, scheme.get());
    }

    /** Dresses a scene for one scheme; tests and pictures choose it themselves. */
    static void apply(Scene scene, ColorScheme scheme) {
        boolean dark = scheme == ColorScheme.DARK;
        Application.setUserAgentStylesheet(
                dark ? new CupertinoDark().getUserAgentStylesheet() : new CupertinoLight().getUserAgentStylesheet());
        scene.getRoot().pseudoClassStateChanged(DARK, dark);
    }
}
