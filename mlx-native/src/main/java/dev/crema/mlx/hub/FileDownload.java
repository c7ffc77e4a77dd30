package dev.crema.mlx.hub;

import dev.crema.mlx.hub.HubException.Reason;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Brings one file of a model, whatever happens in between. One thread. */
final class FileDownload {
    /** A checksum that is wrong again after a second transfer is wrong at the hub. */
    private static final int MOST_TRANSFERS = 2;

    private static final Pattern CONTENT_RANGE = Pattern.compile("bytes (\\d{1,18})-\\d{1,18}/(\\d{1,18}|\\*)");

    private final PullContext context;
    private final HubModel model;
    private final HubFile file;
    private final WorkFolder work;

    FileDownload(PullContext context, HubModel model, HubFile file, WorkFolder work) {
        this.context = context;
        this.model = model;
        this.file = file;
        this.work = work;
    }

    /**
     * Returns when the file lies in the work folder, checked.
     *
     * @throws HubException if it cannot be had; what arrived stays for another time
     */
    void run() throws InterruptedException {
        long counted = work.present(file);
        Path target = work.content(file);
        if (isThere(target)) {
            context.meter().correct(file.bytes() - counted);
            context.meter().fileDone();
            return;
        }
        try (PartFile part = PartFile.open(work.part(file), file, context.disk())) {
            context.meter().correct(part.length() - counted);
            complete(part);
            part.finish(target);
        }
        context.meter().fileDone();
    }

    private boolean isThere(Path target) throws InterruptedException {
        try {
            if (Files.exists(target)) {
                if (isSame(target, file)) {
                    return true;
                }
                Files.delete(target);
            }
            return false;
        } catch (IOException e) {
            throw new HubException(Reason.DISK, target + " cannot be read: " + e.getMessage() + ".", e);
        }
    }

    /** Whether what lies there is that file; reads all of it. */
    static boolean isSame(Path path, HubFile file) throws IOException, InterruptedException {
        return Files.isRegularFile(path)
                && Files.size(path) == file.bytes()
                && file.checksum().matches(file.checksum().begin(file.bytes(), path));
    }

    private void complete(PartFile part) throws InterruptedException {
        for (int transfers = 1; ; transfers++) {
            receiveAll(part);
            if (part.isIntact()) {
                return;
            }
            restart(part);
            if (transfers == MOST_TRANSFERS) {
                throw damaged("twice with another content than the hub's checksum (" + file.checksum() + ") says");
            }
        }
    }

    private HubException damaged(String how) {
        return new HubException(
                Reason.DAMAGED,
                file.path() + " of " + model.repo() + " arrived " + how
                        + ". Nothing of it is kept. Try again later, or another mirror.");
    }

    /** Until the length is right, over as many connections as it takes. */
    private void receiveAll(PartFile part) throws InterruptedException {
        int failures = 0;
        while (part.length() < file.bytes()) {
            long before = part.length();
            try {
                receive(part);
            } catch (IOException e) {
                failures = part.length() > before ? 1 : failures + 1;
                context.options().retries().waitAfter(failures, e, context.access());
            }
        }
    }

    private void receive(PartFile part) throws IOException, InterruptedException {
        long from = part.length();
        HttpResponse<Chunks> response =
                context.client().file(model.repo(), model.commit(), file.path(), from, part.etag());
        try (Chunks body = response.body()) {
            if (response.statusCode() == 416 || (response.statusCode() == 206 && !continues(response, from))) {
                restart(part);
                throw new IOException("it does not go on where the last connection broke");
            }
            if (response.statusCode() == 200 && from > 0) {
                // Another content by now, or a server that always sends everything.
                restart(part);
            }
            part.identify(strongEtag(response));
            copy(body, part);
        }
    }

    private void copy(Chunks body, PartFile part) throws IOException, InterruptedException {
        for (List<ByteBuffer> piece = next(body); piece != null; piece = next(body)) {
            for (ByteBuffer bytes : piece) {
                int count = bytes.remaining();
                if (part.length() + count > file.bytes()) {
                    restart(part);
                    throw damaged("with more than the " + file.bytes() + " bytes that the hub announced");
                }
                part.append(bytes);
                context.meter().received(count);
            }
        }
        if (part.length() < file.bytes()) {
            throw new IOException("the connection ended after " + part.length() + " of " + file.bytes() + " bytes");
        }
    }

    private @Nullable List<ByteBuffer> next(Chunks body) throws IOException, InterruptedException {
        return body.next(context.options().patience());
    }

    private void restart(PartFile part) {
        context.meter().correct(-part.length());
        part.restart();
    }

    private boolean continues(HttpResponse<?> response, long from) {
        Matcher range = CONTENT_RANGE.matcher(
                response.headers().firstValue("Content-Range").orElse(""));
        return range.matches()
                && Long.parseLong(range.group(1)) == from
                && (range.group(2).equals("*") || Long.parseLong(range.group(2)) == file.bytes());
    }

    /** Only a strong one may stand in If-Range (RFC 9110, 13.1.5). */
    private static @Nullable String strongEtag(HttpResponse<?> response) {
        return response.headers()
                .firstValue("ETag")
                .filter(etag -> !etag.startsWith("W/"))
                .orElse(null);
    }
}
