package dev.crema.mlx.jinja;

import dev.crema.mlx.jinja.Token.Kind;
import java.util.List;

/** A place in a list of tokens. The last token is always {@link Kind#END}. */
final class TokenStream {
    private final List<Token> tokens;
    private int pos;

    TokenStream(List<Token> tokens) {
        this.tokens = tokens;
    }

    Token current() {
        return tokens.get(pos);
    }

    Token following() {
        return tokens.get(Math.min(pos + 1, tokens.size() - 1));
    }

    Token next() {
        Token token = current();
        if (token.kind() != Kind.END) {
            pos++;
        }
        return token;
    }

    int line() {
        return current().line();
    }

    boolean at(Kind kind) {
        return current().kind() == kind;
    }

    boolean skipOperator(String operator) {
        boolean found = current().isOperator(operator);
        if (found) {
            pos++;
        }
        return found;
    }

    boolean skipName(String name) {
        boolean found = current().isName(name);
        if (found) {
            pos++;
        }
        return found;
    }

    void expectOperator(String operator) {
        if (!skipOperator(operator)) {
            throw unexpected("'" + operator + "'");
        }
    }

    void expectName(String name) {
        if (!skipName(name)) {
            throw unexpected("'" + name + "'");
        }
    }

    Token expect(Kind kind, String wanted) {
        if (!at(kind)) {
            throw unexpected(wanted);
        }
        return next();
    }

    JinjaException unexpected(String wanted) {
        return error("expected " + wanted + ", found " + current().described());
    }

    JinjaException error(String message) {
        return new JinjaException(message, line());
    }
}
