package dev.crema.proxy.cache;

import dev.crema.proxy.chat.CacheLevel;
import dev.crema.proxy.config.CacheConfig;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.ClientSetInfoConfig;
import redis.clients.jedis.ConnectionPoolConfig;
import redis.clients.jedis.DefaultJedisClientConfig;
import redis.clients.jedis.HostAndPort;
import redis.clients.jedis.JedisClientConfig;
import redis.clients.jedis.Protocol;
import redis.clients.jedis.RedisClient;
import redis.clients.jedis.SslOptions;
import redis.clients.jedis.SslVerifyMode;
import redis.clients.jedis.params.ScanParams;
import redis.clients.jedis.util.JedisURIHelper;

/**
 * A team's answers on a server of the Redis protocol, such as Valkey. Safe from any thread. A request waits no longer than the
 * configured limit, and not at all while the server is down. What the server returns is checked like a row on disk.
 */
final class RemoteAnswers implements AnswerTier {
    private static final int CONNECTIONS = 4;
    private static final int SCAN_COUNT = 500;
    private static final byte[] PREFIX = "crema:answer:1:".getBytes(StandardCharsets.US_ASCII);
    private static final Duration CLOSE_LIMIT = Duration.ofSeconds(1);

    private final RedisClient client;
    private final Duration ttl;
    private final Patience readers;
    private final WriteBehind writes = new WriteBehind("crema-remote-write");
    private final Circuit circuit = new Circuit(System::nanoTime);
    private final Trouble trouble;
    private final LongAdder hits = new LongAdder();
    private final LongAdder stored = new LongAdder();
    private final LongAdder corrupt = new LongAdder();

    /**
     * Connects to nobody yet.
     *
     * @throws IllegalArgumentException if the address names no server; the message holds no password
     */
    RemoteAnswers(String url, CacheConfig.Remote config) {
        URI uri = parse(url);
        HostAndPort address = new HostAndPort(uri.getHost(), uri.getPort() < 0 ? Protocol.DEFAULT_PORT : uri.getPort());
        this.ttl = config.ttl();
        this.trouble = new Trouble("Requests are answered without the team's cache at " + address
                + ", which is asked again later. Check that the server runs and that caching.remoteUrl is right");
        this.readers = new Patience("crema-remote-read-", CONNECTIONS, config.timeout());
        ConnectionPoolConfig pool = new ConnectionPoolConfig();
        pool.setMaxTotal(CONNECTIONS + 1);
        pool.setMaxIdle(CONNECTIONS + 1);
        pool.setMaxWait(config.timeout());
        pool.setJmxEnabled(false);
        this.client = RedisClient.builder()
                .hostAndPort(address)
                .clientConfig(clientConfig(uri, (int) config.timeout().toMillis()))
                .poolConfig(pool)
                .build();
    }

    private static URI parse(String url) {
        try {
            URI uri = URI.create(url);
            if (uri.getHost() != null) {
                return uri;
            }
        } catch (IllegalArgumentException e) {
            // Its message repeats the address, and with it the password.
        }
        throw new IllegalArgumentException("caching.remoteUrl names no server; write redis://host:port or rediss://…");
    }

    private static JedisClientConfig clientConfig(URI uri, int timeoutMillis) {
        DefaultJedisClientConfig.Builder config = DefaultJedisClientConfig.builder()
                .connectionTimeoutMillis(timeoutMillis)
                .socketTimeoutMillis(timeoutMillis)
                .database(JedisURIHelper.getDBIndex(uri))
                .resp2()
                .clientSetInfoConfig(ClientSetInfoConfig.DISABLED);
        if (JedisURIHelper.isRedisSSLScheme(uri)) {
            config.ssl(true)
                    .sslOptions(SslOptions.builder()
                            .sslVerifyMode(SslVerifyMode.FULL)
                            .build());
        }
        String password = JedisURIHelper.getPassword(uri);
        if (password != null) {
            String user = JedisURIHelper.getUser(uri);
            config.user(user == null || user.isEmpty() ? null : user).password(password);
        }
        return config.build();
    }

    @Override
    public CacheLevel level() {
        return CacheLevel.REMOTE;
    }

    @Override
    public byte @Nullable [] find(RequestKey key) {
        if (!circuit.mayTry()) {
            return null;
        }
        boolean answered = false;
        try {
            byte[] value = readers.<byte @Nullable []>ask(() -> client.get(name(key)));
            answered = true;
            return value == null ? null : checked(key, value);
        } catch (ExecutionException e) {
            trouble.count("Asking the team's cache failed", e.getCause() == null ? e : e.getCause());
        } catch (TimeoutException e) {
            trouble.count("Asking the team's cache took too long", e);
        } catch (InterruptedException e) {
            answered = true; // The server stops; that says nothing about the other one.
            Thread.currentThread().interrupt();
        } finally {
            report(answered);
        }
        return null;
    }

    private void report(boolean answered) {
        if (answered) {
            circuit.succeeded();
        } else {
            circuit.failed();
            // Connections that a server left behind when it went.
            client.getPool().clear();
        }
    }

    private static byte[] name(RequestKey key) {
        byte[] hex = key.hex().getBytes(StandardCharsets.US_ASCII);
        byte[] name = Arrays.copyOf(PREFIX, PREFIX.length + hex.length);
        System.arraycopy(hex, 0, name, PREFIX.length, hex.length);
        return name;
    }

    private byte @Nullable [] checked(RequestKey key, byte[] value) {
        if (value.length > Checksums.BYTES) {
            byte[] payload = Arrays.copyOfRange(value, Checksums.BYTES, value.length);
            byte[] expected = Checksums.of(key.bytes(), payload);
            if (Arrays.equals(expected, 0, Checksums.BYTES, value, 0, Checksums.BYTES)) {
                hits.increment();
                return payload;
            }
        }
        corrupt.increment();
        write(0, () -> client.unlink(name(key)));
        return null;
    }

    @Override
    public void store(RequestKey key, Origin origin, byte[] payload) {
        long left = ttl.toMillis() - (System.currentTimeMillis() - origin.createdMillis());
        if (circuit.isOpen() || left <= 0) {
            return;
        }
        byte[] checksum = Checksums.of(key.bytes(), payload);
        byte[] value = Arrays.copyOf(checksum, Checksums.BYTES + payload.length);
        System.arraycopy(payload, 0, value, Checksums.BYTES, payload.length);
        write(value.length, () -> {
            client.psetex(name(key), left, value);
            stored.increment();
        });
    }

    private void write(long bytes, Runnable command) {
        writes.offer(bytes, () -> {
            if (!circuit.mayTry()) {
                return;
            }
            boolean answered = false;
            try {
                command.run();
                answered = true;
            } catch (RuntimeException e) {
                trouble.count("Writing to the team's cache failed", e);
            } finally {
                report(answered);
            }
        });
    }

    /** Forgets what all of the team keep there, a few hundred at a time. */
    @Override
    public void clear() {
        write(0, () -> {
            ScanParams params = new ScanParams()
                    .match(new String(PREFIX, StandardCharsets.US_ASCII) + "*")
                    .count(SCAN_COUNT);
            byte[] cursor = ScanParams.SCAN_POINTER_START_BINARY;
            do {
                var found = client.scan(cursor, params);
                found.getResult().forEach(client::unlink);
                cursor = found.getCursorAsBytes();
            } while (!Arrays.equals(cursor, ScanParams.SCAN_POINTER_START_BINARY));
        });
    }

    @Override
    public TierStats stats() {
        return new TierStats(hits.sum(), stored.sum(), 0, 0, 0, corrupt.sum(), trouble.sum(), writes.dropped());
    }

    @Override
    public void close() {
        writes.close(CLOSE_LIMIT);
        readers.close();
        client.close();
    }
}
