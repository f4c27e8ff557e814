"""Which words are English, so that none of them is taken for a misspelling of another."""

import re
from functools import cache

# Only the package's list of words is wanted: importing it and making objects of its 160,000 words
# would take ten times as long as looking for one in the text.
_PACKAGE, _LIST = "spellchecker", "resources/en.json.gz"


# The list counts how often each word was seen; the rarest all have the same number.
_RAREST = b"50"


def is_english(word: str) -> bool:
    """Whether a folded word is in the English list of pyspellchecker, and not among the rarest."""
    key = f'"{word}": '.encode()
    _, _, after = _listed().partition(key) if word.isalpha() else (b"", b"", b"")
    return bool(after) and not re.match(_RAREST + rb"\b", after)


@cache
def _listed() -> bytes:
    # Only a word that no lesson has is looked for.
    import gzip
    from importlib.util import find_spec
    from pathlib import Path

    spec = find_spec(_PACKAGE)
    folders = spec.submodule_search_locations if spec else None
    return gzip.decompress((Path(*folders or ()) / _LIST).read_bytes())
