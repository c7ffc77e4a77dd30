package dev.crema.app.dashboard.clients;

import dev.crema.app.agents.Client;
import dev.crema.app.agents.ClientSetup;
import dev.crema.app.agents.ClientSetupException;
import dev.crema.app.agents.Clients;
import dev.crema.app.agents.Endpoint;
import dev.crema.app.agents.GenericSdk;
import dev.crema.app.agents.Plan;
import dev.crema.app.agents.Probe;
import dev.crema.app.agents.ProbeResult;
import dev.crema.app.agents.RunningCrema;
import dev.crema.app.agents.SettingsClient;
import dev.crema.app.agents.Wire;
import dev.crema.app.supervise.ServiceState;
import dev.crema.app.wiring.Running;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Supplier;
import javafx.application.Platform;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Looks at clients and changes their settings, away from the JavaFX thread, which asks and gets the answers. */
final class ClientDesk {
    private static final Logger LOG = LoggerFactory.getLogger(ClientDesk.class);

    private final ClientSetup setup;
    // Of one endpoint; used by one look at a time.
    private final Map<Wire, Boolean> served = new EnumMap<>(Wire.class);
    private @Nullable Endpoint servedBy;

    ClientDesk(ClientSetup setup) {
        this.setup = setup;
    }

    /** What clients can be pointed at; null unless the service runs. */
    static @Nullable Endpoint endpoint(ServiceState state) {
        return state instanceof ServiceState.Up(Running running)
                ? new Endpoint(
                        running.server().address(),
                        running.config().apiKey(),
                        running.model().id(),
                        running.model().contextLength())
                : null;
    }

    /** Looks at every client; the next look may be asked for once this one is answered. */
    void look(@Nullable Endpoint endpoint, Consumer<List<ClientFacts>> answer) {
        work(() -> Clients.ALL.stream().map(client -> facts(client, endpoint)).toList(), answer);
    }

    private ClientFacts facts(Client client, @Nullable Endpoint endpoint) {
        return switch (client) {
            case SettingsClient settings ->
                new ClientFacts(client, setup.status(settings, endpoint), endpoint == null || serves(endpoint, client));
            case GenericSdk sdk -> new ClientFacts(client, null, true);
        };
    }

    /** What is served does not change while it runs; a server that just stopped is asked again later. */
    private boolean serves(Endpoint endpoint, Client client) {
        if (!endpoint.equals(servedBy)) {
            served.clear();
            servedBy = endpoint;
        }
        try {
            return served.computeIfAbsent(client.wire(), wire -> RunningCrema.serves(endpoint, wire));
        } catch (ClientSetupException e) {
            LOG.debug("Not known whether {} is served.", client.wire(), e);
            return true;
        }
    }

    /** Plans to connect. */
    void connect(SettingsClient client, Endpoint endpoint, Consumer<Planned> answer) {
        plan(() -> setup.connect(client, endpoint), answer);
    }

    /** Plans to undo. */
    void disconnect(SettingsClient client, Consumer<Planned> answer) {
        plan(() -> setup.disconnect(client), answer);
    }

    /** A plan, or why there is none. */
    record Planned(@Nullable Plan plan, @Nullable String problem) {}

    private static void plan(Supplier<Plan> planning, Consumer<Planned> answer) {
        work(
                () -> {
                    try {
                        return new Planned(planning.get(), null);
                    } catch (ClientSetupException e) {
                        return new Planned(null, e.getMessage());
                    }
                },
                answer);
    }

    /**
     * Makes a change.
     *
     * @param answer why it could not be made; empty if it was
     */
    void carryOut(Plan plan, Consumer<String> answer) {
        work(
                () -> {
                    try {
                        setup.carryOut(plan);
                        return "";
                    } catch (ClientSetupException e) {
                        return String.valueOf(e.getMessage());
                    }
                },
                answer);
    }

    /** Asks the model a small question as the client would. */
    void test(Client client, Endpoint endpoint, Consumer<ProbeResult> answer) {
        work(() -> Probe.run(client, endpoint, Probe.PATIENCE), answer);
    }

    private static <T> void work(Supplier<T> work, Consumer<T> answer) {
        Thread.ofVirtual().name("crema-clients").start(() -> {
            T result = work.get();
            Platform.runLater(() -> answer.accept(result));
        });
    }
}
