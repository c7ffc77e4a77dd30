package dev.crema.app.benchmark;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.crema.app.agents.Endpoint;
import dev.crema.app.benchmark.BenchmarkProgress.Step;
import dev.crema.proxy.config.Version;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Replays an agent's session twice. First the whole of it, turn by turn, as agents send it. Then each of its prompts once more
 * behind a random line that no cache can know, so that all of it is computed. In this order nothing cold pushes the session out
 * of memory while it goes on.
 */
public final class Benchmark {
    private static final Logger LOG = LoggerFactory.getLogger(Benchmark.class);
    private static final int SAMPLE_WORDS = 200;

    private final Endpoint endpoint;
    private final BenchmarkModel model;
    private final BenchmarkPlan plan;

    /** Of a running proxy. */
    public Benchmark(Endpoint endpoint, BenchmarkModel model, BenchmarkPlan plan) {
        this.endpoint = endpoint;
        this.model = model;
        this.plan = plan;
    }

    /**
     * Runs it, and makes the caches forget it.
     *
     * @throws BenchmarkException if a request is not answered
     * @throws InterruptedException if the thread is interrupted: nothing of it goes on then
     */
    public BenchmarkResult run(BenchmarkProgress progress) throws InterruptedException {
        BenchmarkMachine machine = BenchmarkMachine.current();
        try (BenchmarkClient client = new BenchmarkClient(endpoint)) {
            try {
                List<BenchmarkTurn> turns = turns(client, session(client), progress);
                return new BenchmarkResult(
                        Version.current(), LocalDate.now(ZoneId.systemDefault()), machine, model, turns);
            } finally {
                forget(client);
            }
        }
    }

    private List<BenchmarkTurn> turns(BenchmarkClient client, Session session, BenchmarkProgress progress)
            throws InterruptedException {
        List<Measure> warm = new ArrayList<>();
        List<ObjectNode> unknown = new ArrayList<>();
        for (int turn = 1; turn <= plan.turns(); turn++) {
            progress.begins(new Step(turn, plan.turns(), false));
            unknown.add(session.unknownBody());
            BenchmarkClient.Answer answer = client.ask(session.body());
            warm.add(answer.measure());
            session.next(answer.text());
        }
        List<BenchmarkTurn> turns = new ArrayList<>();
        for (int turn = 1; turn <= plan.turns(); turn++) {
            progress.begins(new Step(turn, plan.turns(), true));
            Measure cold = client.ask(unknown.get(turn - 1)).measure();
            turns.add(new BenchmarkTurn(turn, warm.get(turn - 1), cold));
        }
        return turns;
    }

    /** Of the wanted size in this model's tokens, which a small one finds out. */
    private Session session(BenchmarkClient client) throws InterruptedException {
        int empty = client.count(new Session(model.id(), 0, 0).body());
        Session small = new Session(model.id(), SAMPLE_WORDS, 0);
        int sample = client.count(small.body());
        // The first prompt after a start is slower than any later one; it would count against the warm turns.
        client.ask(small.body());
        double tokensPerWord = Math.max(0.5, (double) (sample - empty) / SAMPLE_WORDS);
        int head = (int) Math.max(0, (plan.headTokens() - empty) / tokensPerWord);
        return new Session(model.id(), head, (int) Math.ceil(BenchmarkPlan.RESULT_TOKENS / tokensPerWord));
    }

    /** Also after an interrupt, which has done its work by then. */
    private static void forget(BenchmarkClient client) throws InterruptedException {
        boolean interrupted = Thread.interrupted();
        try {
            client.forget();
        } catch (BenchmarkException e) {
            LOG.info("The benchmark's prompts stay in the caches until others need the room: {}", e.getMessage());
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
