package dev.crema.proxy.observe;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class RecentRequestsTest {
    private final RecentRequests recent = new RecentRequests();

    @Test
    void theNewestComeFirstAndTheOldestGo() {
        IntStream.range(0, RecentRequests.CAPACITY + 3)
                .mapToObj(i -> Records.at(Instant.ofEpochMilli(i)))
                .forEach(recent::add);

        assertThat(recent.latest(2, record -> true))
                .extracting(record -> record.arrived().toEpochMilli())
                .containsExactly(502L, 501L);
        assertThat(recent.latest(1000, record -> true)).hasSize(RecentRequests.CAPACITY);
        assertThat(recent.find("req_2")).isEmpty();
        assertThat(recent.find("req_3")).isPresent();
    }

    @Test
    void aConditionIsLookedForInAllOfThem() {
        IntStream.range(0, 100)
                .mapToObj(i -> Records.at(Instant.ofEpochMilli(i)))
                .forEach(recent::add);

        assertThat(recent.latest(5, record -> record.arrived().toEpochMilli() < 2))
                .hasSize(2);
    }
}
