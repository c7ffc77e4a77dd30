"""Text of a wanted size that means nothing in particular: our own words, the same for the same seed."""

WORDS = (
    "the harbour office keeps a ledger of boats and their berths each line names an owner a length a fee and the day on which"
    " the berth is free again when a storm is near the master moves small boats to the inner basin and writes the change down"
    " a visitor pays by night a member by year and a boat that stays too long is reported to the keeper of the gate before"
    " noon water and power are counted apart and a lamp at the pier shows which places are taken").split()


def prose(random, size):
    """About so many characters, in sentences."""
    text = ""
    while len(text) < size:
        words = random.choices(WORDS, k=random.randint(6, 14))
        text += (" " if text else "") + " ".join(words).capitalize() + "."
    return text[:size].rstrip()


def lines(random, size):
    """About so many characters, as a tool prints them."""
    text = ""
    while len(text) < size:
        text += " ".join(random.choices(WORDS, k=3)) + "\n"
    return text[:size].rstrip()
