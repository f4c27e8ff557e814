"""Which file has which collection id: two files can never share one."""

from lalaland_cli.errors import Problem, UnusableFile


def claim(owners: dict[str, str], collection: str, path: str) -> None:
    """Claim a collection's id for the file at `path`; `owners` has the paths of those claimed.

    Raises `UnusableFile`, naming both files, if another has it, or one that differs only in its
    hyphens, which do not matter where a name is typed.
    """
    owner = owners.setdefault(collection.replace("-", ""), path)
    if owner != path:
        what = f"the collection id `{collection}` is taken by {owner}"
        raise UnusableFile([Problem(path, 0, 0, what, "give one of the two another `id:`")])
