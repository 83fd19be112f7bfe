"""Split a text into sentences."""

import sentencex


def split_sentences(text: str) -> list[tuple[int, int]]:
    """Return where each sentence of a text starts and ends, in characters, without white space at its ends.

    Single characters are left out.
    """
    spans: list[tuple[int, int]] = []
    end = 0
    for piece in sentencex.segment("en", text) if text else ():
        sentence = piece.strip()
        start = text.index(sentence, end)
        end = start + len(sentence)
        if len(sentence) > 1:
            spans.append((start, end))
    return spans
