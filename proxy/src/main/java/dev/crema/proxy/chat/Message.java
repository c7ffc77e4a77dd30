package dev.crema.proxy.chat;

import java.util.List;

/** One message; a system message may stand anywhere in a conversation. */
public record Message(Role role, List<Part> parts) {
    /** Copies the parts. */
    public Message {
        parts = List.copyOf(parts);
    }

    /** A message of one text. */
    public static Message text(Role role, String text) {
        return new Message(role, List.of(new Part.Text(text)));
    }
}
