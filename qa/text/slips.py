"""Count the slips of a typing hand that lead from one word to another."""


def slips(one: str, other: str, most: int) -> int:
    """The letters left out, put in, taken for another, or swapped with the next; `most + 1` where there are more than `most`.

    It is the distance of Damerau (CACM 7:3, 1964) in which no stretch is changed twice.
    """
    if abs(len(one) - len(other)) > most or len({*one} ^ {*other}) > 2 * most:
        return most + 1
    before: list[int] = []
    row = list(range(len(other) + 1))
    for at, letter in enumerate(one, start=1):
        before, row, last = row, [at], before
        for to, there in enumerate(other, start=1):
            fewest = min(before[to] + 1, row[to - 1] + 1, before[to - 1] + (letter != there))
            if last and to > 1 and letter == other[to - 2] and one[at - 2] == there:
                fewest = min(fewest, last[to - 2] + 1)
            row.append(fewest)
        if min(row) > most:
            return most + 1
    return min(row[-1], most + 1)
