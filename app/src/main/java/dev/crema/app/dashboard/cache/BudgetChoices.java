package dev.crema.app.dashboard.cache;

import dev.crema.app.settings.Preferences;
import dev.crema.app.wiring.Running;
import dev.crema.proxy.config.ConfigException;
import dev.crema.proxy.config.Setting;
import java.io.IOException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes chosen budgets down and lets a running service adopt them, one after the other on a virtual thread of its own: the
 * disk may take its time. Asked by the JavaFX thread.
 */
final class BudgetChoices {
    private static final Logger LOG = LoggerFactory.getLogger(BudgetChoices.class);

    private final Preferences preferences;
    private final ExecutorService thread = Executors.newSingleThreadExecutor(
            Thread.ofVirtual().name("crema-budgets").factory());

    BudgetChoices(Preferences preferences) {
        this.preferences = preferences;
    }

    /** @param told when it is done, what went wrong in words for people; empty if nothing did; on that thread */
    void choose(Running running, Setting setting, long bytes, Consumer<String> told) {
        thread.execute(() -> told.accept(carryOut(running, setting, bytes)));
    }

    private String carryOut(Running running, Setting setting, long bytes) {
        String problem = "";
        try {
            preferences.choose(setting, Long.toString(bytes));
        } catch (ConfigException e) {
            return String.valueOf(e.getMessage());
        } catch (IOException e) {
            LOG.warn("{} was chosen but could not be kept", setting.key(), e);
            problem = "It holds until Crema is quit, but could not be written down: " + e.getMessage();
        }
        running.adoptBudgets(preferences.load().config());
        LOG.info("{} is {} from now on", setting.key(), bytes);
        return problem;
    }
}
