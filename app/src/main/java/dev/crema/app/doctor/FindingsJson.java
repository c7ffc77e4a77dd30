package dev.crema.app.doctor;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Locale;

/**
 * Findings as a document: {@code {"status": "ok|warning|problem", "findings": [{"status", "subject", "text", "fix"}]}}. The
 * first status is the worst one; {@code fix} is null where all is well.
 */
public final class FindingsJson {
    private FindingsJson() {}

    /** The document. */
    public static ObjectNode of(List<Finding> findings) {
        ObjectNode document = JsonNodeFactory.instance.objectNode();
        document.put("status", name(Examination.worst(findings)));
        ArrayNode list = document.putArray("findings");
        for (Finding finding : findings) {
            list.addObject()
                    .put("status", name(finding.status()))
                    .put("subject", finding.subject())
                    .put("text", finding.text())
                    .put("fix", finding.fix());
        }
        return document;
    }

    private static String name(Finding.Status status) {
        return status.name().toLowerCase(Locale.ROOT);
    }
}
