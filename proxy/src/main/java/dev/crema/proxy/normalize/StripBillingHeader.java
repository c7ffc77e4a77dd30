package dev.crema.proxy.normalize;

import dev.crema.proxy.chat.ChatRequest;
import dev.crema.proxy.chat.Message;
import dev.crema.proxy.chat.Part;
import dev.crema.proxy.chat.Role;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * Claude Code: the system prompt begins with a line {@code x-anthropic-billing-header: …} meant for Anthropic's accounting.
 * It changes with the user's text, and everything after it would have to be computed anew. The line is removed from the first
 * system message, in whichever of its parts it stands.
 */
final class StripBillingHeader implements Rule {
    private static final String HEADER = "x-anthropic-billing-header:";

    @Override
    public String name() {
        return "strip-billing-header";
    }

    @Override
    public String effect() {
        return "the billing header was removed";
    }

    @Override
    public ChatRequest apply(ChatRequest request) {
        List<Message> messages = new ArrayList<>(request.messages());
        for (int i = 0; i < messages.size(); i++) {
            Message message = messages.get(i);
            if (message.role() == Role.SYSTEM) {
                List<Part> parts = message.parts().stream()
                        .flatMap(StripBillingHeader::strip)
                        .toList();
                messages.set(i, new Message(Role.SYSTEM, parts));
                break;
            }
        }
        return request.withMessages(messages);
    }

    private static Stream<Part> strip(Part part) {
        if (!(part instanceof Part.Text(String text)) || !text.startsWith(HEADER)) {
            return Stream.of(part);
        }
        int end = text.indexOf('\n');
        String rest = end < 0 ? "" : text.substring(end).stripLeading();
        return rest.isEmpty() ? Stream.empty() : strip(new Part.Text(rest));
    }
}
