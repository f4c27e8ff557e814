"""Claims of files to collection ids, so that no two files share one."""

from lalaland_cli.errors import Problem, UnusableFile


def claim(owners: dict[str, str], collection: str, path: str) -> None:
    """Claim the id `collection` for the file at `path`; `owners` maps claimed ids to paths.

    Raises `UnusableFile`, naming both files, if another file has claimed this id or one that
    differs only in hyphens, which are ignored in typed names.
    """
    owner = owners.setdefault(collection.replace("-", ""), path)
    if owner != path:
        what = f"the collection id `{collection}` is taken by {owner}"
        raise UnusableFile([Problem(path, 0, 0, what, "give one of the two another `id:`")])
