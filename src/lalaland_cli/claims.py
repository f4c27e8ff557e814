"""Which file has which collection id: two files can never share one."""

from lalaland_cli.errors import Problem, UnusableFile


class Claims:
    """The collection ids that have been claimed so far, each by one file."""

    def __init__(self) -> None:
        self._owners: dict[str, str] = {}

    def claim(self, collection: str, path: str) -> None:
        """Claim this id for the file at `path`.

        Raises `UnusableFile`, naming both files, if another has it, or one that differs only in
        its hyphens, which do not matter where a name is typed.
        """
        owner = self._owners.setdefault(collection.replace("-", ""), path)
        if owner != path:
            what = f"the collection id `{collection}` is taken by {owner}"
            raise UnusableFile([Problem(path, 0, 0, what, "give one of the two another `id:`")])
