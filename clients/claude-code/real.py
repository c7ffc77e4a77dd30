"""Claude Code's simple mode with the real default model: what a session's second request reuses of its first."""

from agent import Agent, Counters, model
from checks import check, equal, run

LEAST_REUSE = 0.95
LIMIT = 420

served = model()
agent = Agent(
    served["id"],
    CLAUDE_CODE_SIMPLE="1",
    CLAUDE_CODE_MAX_CONTEXT_TOKENS=str(served["max_input_tokens"]),
    CLAUDE_CODE_MAX_OUTPUT_TOKENS="256",
    # In a window this small it would compact whatever is in it as soon as it takes a second step.
    DISABLE_AUTO_COMPACT="1",
)


def turn(*arguments):
    """One turn: its prompt tokens by the server's kinds."""
    counters = Counters()
    result = agent.ask(*arguments, limit=LIMIT)[-1]
    equal((result["is_error"], set(counters.statuses())), (False, {"200"}))
    tokens = {kind: counters.tokens().get(kind, 0) for kind in ("input", "cache_creation", "cache_read")}
    return result, tokens


def counted_by_client(result):
    usage = result["usage"]
    return {
        "input": usage["input_tokens"],
        "cache_creation": usage["cache_creation_input_tokens"],
        "cache_read": usage["cache_read_input_tokens"],
    }


@check
def the_first_turn_is_counted_the_same_on_both_sides():
    result, tokens = turn("-p", "Say hello in one word.")
    assert sum(tokens.values()) > 500, tokens
    equal(counted_by_client(result), tokens)


@check
def the_next_turn_reuses_nearly_all_of_it():
    result, tokens = turn("--continue", "-p", "And now say goodbye.")
    reuse = tokens["cache_read"] / sum(tokens.values())
    print(f"        reused {tokens['cache_read']:.0f} of {sum(tokens.values()):.0f} prompt tokens: {reuse:.1%}")
    assert reuse >= LEAST_REUSE, tokens
    equal(counted_by_client(result), tokens)


run("claude-code real")
