"""Claude Code with the lite backend's script of that name: Write, then Bash, then Read, then a report."""

from agent import Agent, Counters, blocks
from checks import check, equal, run

agent = Agent("crema-lite")
file = agent.project / "notes.txt"
session = []


@check
def it_works_to_the_end():
    counters = Counters()
    session.extend(
        agent.ask(
            *("-p", f"Make the scratch file {file}, then look at it."),
            *("--allowedTools", "Write,Bash,Read"),
            limit=120,
        )
    )
    equal(session[-1]["result"], "Done: the scratch file is written, counted and read back.")
    equal(counters.statuses(), {"200": 4})


@check
def the_file_exists():
    equal(file.read_text(), "Written by Crema Lite.\n")


@check
def the_tools_ran_in_their_order():
    equal([call["name"] for call in blocks(session, "tool_use")], ["Write", "Bash", "Read"])
    results = blocks(session, "tool_result")
    equal([result.get("is_error", False) for result in results], [False] * 3)
    assert str(results[1]["content"]).startswith("23 "), results[1]
    assert "Written by Crema Lite." in str(results[2]["content"]), results[2]


@check
def no_call_was_denied():
    equal((session[-1]["is_error"], session[-1]["permission_denials"]), (False, []))


run("claude-code lite")
