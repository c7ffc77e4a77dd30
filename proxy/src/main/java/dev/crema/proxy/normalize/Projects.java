package dev.crema.proxy.normalize;

import dev.crema.proxy.chat.ChatRequest;
import dev.crema.proxy.chat.Message;
import dev.crema.proxy.chat.Part;
import dev.crema.proxy.chat.Role;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Finds out which project a conversation is about: agents name the folder they work in. */
final class Projects {
    private static final Pattern FOLDER = Pattern.compile(
            "(?i)[ \\t]*(?:[-*] +)?(?:(?:primary |current )?working directory|cwd)(?: is)?[ \\t]*:?[ \\t]*[`\"']?"
                    + "(?<line>(?:~|/|[a-z]:\\\\)[^\\n`\"'<>]*)"
                    + "|<(?:cwd|working_directory)>\\s*(?<tag>[^<\\n]+?)\\s*</");

    private Projects() {}

    /** The folder named in the system messages or in the first user's message; empty if there is none. */
    static String of(ChatRequest request) {
        return Stream.concat(
                        messages(request, Role.SYSTEM),
                        messages(request, Role.USER).limit(1))
                .map(Message::parts)
                .flatMap(List::stream)
                .map(part -> part instanceof Part.Text(String text) ? folder(text) : "")
                .filter(folder -> !folder.isEmpty())
                .findFirst()
                .orElse("");
    }

    private static Stream<Message> messages(ChatRequest request, Role role) {
        return request.messages().stream().filter(message -> message.role() == role);
    }

    private static String folder(String text) {
        Matcher matcher = FOLDER.matcher(text);
        if (!Starts.find(matcher, text, 0)) {
            return "";
        }
        String line = matcher.group("line");
        return (line == null ? matcher.group("tag") : line).strip();
    }
}
