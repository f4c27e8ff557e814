"""Recognition of English words, which must not be taken for misspellings."""

import re
from functools import cache

# Only the package's word list is used: importing the package and making objects of its 160,000
# words would take ten times as long as looking up one word in the text.
_PACKAGE, _LIST = "spellchecker", "resources/en.json.gz"


# The list has a count for each word; the rarest words all have this one.
_RAREST = b"50"


def is_english(word: str) -> bool:
    """Return whether a folded word is in pyspellchecker's English list, the rarest ones aside."""
    key = f'"{word}": '.encode()
    _, _, after = _listed().partition(key) if word.isalpha() else (b"", b"", b"")
    return bool(after) and not re.match(_RAREST + rb"\b", after)


@cache
def _listed() -> bytes:
    # Imported here because only words that no lesson has are looked up.
    import gzip
    from importlib.util import find_spec
    from pathlib import Path

    spec = find_spec(_PACKAGE)
    folders = spec.submodule_search_locations if spec else None
    return gzip.decompress((Path(*folders or ()) / _LIST).read_bytes())
