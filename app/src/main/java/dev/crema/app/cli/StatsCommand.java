package dev.crema.app.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.crema.proxy.observe.history.Grouping;
import dev.crema.proxy.observe.history.History;
import dev.crema.proxy.observe.history.HistoryJson;
import dev.crema.proxy.observe.history.HistoryQuery;
import dev.crema.proxy.observe.history.HistoryReader;
import dev.crema.proxy.observe.history.HistoryView;
import java.io.PrintWriter;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/** Prints what the caches did, from the history's file: whether or not a server runs. */
@Command(
        name = "stats",
        mixinStandardHelpOptions = true,
        description = "Show what the caches did: requests, reused tokens, time and cost saved.")
final class StatsCommand implements Callable<Integer> {
    @ParentCommand
    @SuppressWarnings("NullAway.Init") // set by picocli before any command runs
    private CremaCommand parent;

    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli before any command runs
    private CommandSpec spec;

    @Option(names = "--days", paramLabel = "N", defaultValue = "7", description = "Days up to today. Default: 7")
    private int days;

    @Option(names = "--json", description = "Print a JSON document instead")
    private boolean json;

    @Override
    public Integer call() {
        if (days < 1) {
            throw new ParameterException(spec.commandLine(), "--days must be 1 or more");
        }
        ZoneId zone = ZoneId.systemDefault();
        LocalDate today = LocalDate.now(zone);
        LocalDate first = today.minusDays(days - 1L);
        Instant from = first.atStartOfDay(zone).toInstant();
        Instant to = today.plusDays(1).atStartOfDay(zone).toInstant();
        List<HistoryQuery> queries = Stream.of(Grouping.DAY, Grouping.MODEL, Grouping.PROJECT, Grouping.CLIENT)
                .map(by -> new HistoryQuery(by, from, to, zone))
                .toList();
        List<HistoryView> views = HistoryReader.read(parent.home().resolve(History.FILE_NAME), queries);
        PrintWriter out = spec.commandLine().getOut();
        if (json) {
            out.println(document(views).toPrettyString());
        } else {
            out.print(StatsText.of(first, today, views));
        }
        out.flush();
        return 0;
    }

    private static ObjectNode document(List<HistoryView> views) {
        ObjectNode document = HistoryJson.of(views.getFirst());
        for (HistoryView view : views.subList(1, views.size())) {
            document.set(view.query().by().wireName() + "s", HistoryJson.rows(view));
        }
        return document;
    }
}
