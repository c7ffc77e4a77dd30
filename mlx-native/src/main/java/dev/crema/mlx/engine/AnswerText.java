package dev.crema.mlx.engine;

import dev.crema.mlx.sample.StopMatcher;
import dev.crema.mlx.tokenizer.StreamingDetokenizer;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** From sampled tokens to text that may be shown: whole characters, nothing of a stop string. Engine thread only. */
final class AnswerText {
    private final StreamingDetokenizer detokenizer;
    private final StopMatcher stops;

    AnswerText(StreamingDetokenizer detokenizer, List<String> stopStrings) {
        this.detokenizer = detokenizer;
        this.stops = new StopMatcher(stopStrings);
    }

    String add(int token) {
        return stops.add(detokenizer.add(token));
    }

    /** What is left when no token follows. */
    String finish() {
        return stops.add(detokenizer.finish()) + stops.finish();
    }

    @Nullable
    String stopString() {
        return stops.matched();
    }
}
