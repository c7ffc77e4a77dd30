package dev.crema.app.cli;

import dev.crema.app.agents.Client;
import dev.crema.app.agents.ClientSetup;
import dev.crema.app.agents.ClientSetupException;
import dev.crema.app.agents.ClientStatus;
import dev.crema.app.agents.Clients;
import dev.crema.app.agents.Endpoint;
import dev.crema.app.agents.GenericSdk;
import dev.crema.app.agents.Plan;
import dev.crema.app.agents.Probe;
import dev.crema.app.agents.ProbeResult;
import dev.crema.app.agents.RunningCrema;
import dev.crema.app.agents.SettingsClient;
import dev.crema.proxy.config.Config;
import dev.crema.proxy.config.ConfigLoader;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintWriter;
import java.nio.charset.Charset;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/** Shows which clients there are, and changes a client's settings after showing the change. */
@Command(
        name = "connect",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "Point a client at Crema: shows the exact change of its settings, asks, and makes it with a backup.",
            "Without a client it lists them, and whether they point at Crema."
        })
final class ConnectCommand implements Callable<Integer> {
    @ParentCommand
    @SuppressWarnings("NullAway.Init") // set by picocli before any command runs
    private CremaCommand parent;

    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli before any command runs
    private CommandSpec spec;

    @Parameters(paramLabel = "CLIENT", arity = "0..1", description = "claude, codex, opencode, qwen or sdk")
    private @Nullable String id;

    @Option(names = "--undo", description = "Make the client's settings what they were")
    private boolean undo;

    @Option(names = "--test", description = "Change nothing; ask the model a small question as the client would")
    private boolean test;

    @Option(names = "--yes", description = "Do not ask")
    private boolean yes;

    @Override
    public Integer call() throws IOException {
        Config config =
                ConfigLoader.load(parent.home(), System.getenv(), Map.of()).config();
        ClientSetup setup = new ClientSetup(parent.home(), parent.user());
        if (id == null) {
            return list(setup, config);
        }
        Client client = Clients.find(id).orElseThrow(this::unknown);
        if (test) {
            ProbeResult result = Probe.run(client, endpoint(config), Probe.PATIENCE);
            out().println(result.text());
            return result.answered() ? 0 : 1;
        }
        return switch (client) {
            case SettingsClient settings ->
                undo ? change(setup, setup.disconnect(settings)) : connect(setup, settings, endpoint(config));
            case GenericSdk sdk -> show(sdk, endpoint(config));
        };
    }

    private int list(ClientSetup setup, Config config) {
        Optional<Endpoint> running = running(config);
        for (Client client : Clients.ALL) {
            if (client instanceof SettingsClient settings) {
                ClientStatus status = setup.status(settings, running.orElse(null));
                String installed = status.installed() ? "installed" : "not installed";
                out().printf(
                                Locale.ROOT,
                                "%-9s %-12s %-14s %-28s %s%n",
                                client.id(),
                                client.name(),
                                installed,
                                state(status),
                                status.file());
                if (status.problem() != null) {
                    out().println("          " + status.problem());
                }
            }
        }
        out().println("\n'crema connect CLIENT' shows what it would change, and asks.");
        out().println("'crema connect sdk' prints what any other client needs.");
        return 0;
    }

    private static String state(ClientStatus status) {
        return switch (status.connection()) {
            case NONE -> "does not use Crema";
            case CONNECTED -> "uses Crema";
            case OUTDATED -> "uses Crema, other model";
        };
    }

    private int connect(ClientSetup setup, SettingsClient client, Endpoint endpoint) throws IOException {
        if (!RunningCrema.serves(endpoint, client.wire())) {
            throw new ClientSetupException(
                    "This Crema does not serve " + client.wire().path() + ", which " + client.name()
                            + " needs, so its settings were left alone. Update Crema, or use another client.");
        }
        if (!client.isInstalled(parent.user())) {
            out().println(client.name() + " seems not to be installed; '" + client.installation() + "' installs it.\n");
        }
        return change(setup, setup.connect(client, endpoint));
    }

    private int show(GenericSdk sdk, Endpoint endpoint) {
        if (undo) {
            throw new ParameterException(
                    spec.commandLine(), "Crema changes no settings of SDKs; nothing is to be undone");
        }
        out().println(sdk.commandLine(endpoint));
        return 0;
    }

    private int change(ClientSetup setup, Plan plan) throws IOException {
        String name = plan.client().name();
        plan.notes().forEach(out()::println);
        if (plan.isEmpty()) {
            setup.carryOut(plan);
            out().println(
                            undo
                                    ? name + "'s settings hold nothing of Crema's any more."
                                    : name + " uses Crema already; nothing is to be changed.");
            return 0;
        }
        out().print(plan.diff());
        if (!yes && !confirmed()) {
            out().println("Nothing was changed. --yes makes the change without asking.");
            return 1;
        }
        setup.carryOut(plan);
        out().println(
                        undo
                                ? "Done: " + name + " no longer uses Crema."
                                : "Done: " + name + " uses Crema from its next start. 'crema connect "
                                        + plan.client().id() + " --undo' takes it back.");
        return 0;
    }

    private boolean confirmed() throws IOException {
        out().print("Make this change? [y/N] ");
        out().flush();
        // Not closed: standard input is the process's.
        String answer = new BufferedReader(new InputStreamReader(System.in, Charset.defaultCharset())).readLine();
        return answer != null && answer.strip().toLowerCase(Locale.ROOT).startsWith("y");
    }

    /** What runs; something else on the port does not keep the clients from being listed. */
    private Optional<Endpoint> running(Config config) {
        try {
            return RunningCrema.find(config);
        } catch (ClientSetupException e) {
            out().println(e.getMessage() + "\n");
            return Optional.empty();
        }
    }

    private static Endpoint endpoint(Config config) {
        return RunningCrema.find(config)
                .orElseThrow(() -> new ClientSetupException("No Crema runs at " + RunningCrema.address(config)
                        + ", so its model and window are not known. Start it with 'crema serve', then try again."));
    }

    private ParameterException unknown() {
        String known = Clients.ALL.stream().map(Client::id).collect(Collectors.joining(", "));
        return new ParameterException(spec.commandLine(), "there is no client '" + id + "'; there are " + known);
    }

    private PrintWriter out() {
        return spec.commandLine().getOut();
    }
}
