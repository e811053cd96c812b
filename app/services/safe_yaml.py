"""YAML from strangers: plain data only, bounded, with the line in the file of everything that it says."""

import math
from collections.abc import Sequence
from datetime import date
from typing import Any

import yaml

from app.errors import InvalidInputError
from app.messages import mark

MOST_BYTES = 2 * 1024 * 1024
MOST_EVENTS = 200_000
DEEPEST = 12
_TAGS = {f"tag:yaml.org,2002:{name}" for name in ("null", "bool", "int", "float", "timestamp", "str", "seq", "map")}


class _PlainLoader(yaml.CSafeLoader):
    """The safe loader, where a number or day that can't be one stays the text that it was."""


def _or_text(constructor: Any) -> Any:
    def construct(loader: _PlainLoader, node: yaml.ScalarNode) -> Any:
        try:
            value = constructor(loader, node)
        except (ValueError, OverflowError):
            return node.value
        if isinstance(value, float) and not math.isfinite(value):
            return node.value
        return node.value if isinstance(value, int) and abs(value) > 10**15 else value

    return construct


for _name in ("int", "float", "timestamp"):
    _tag = f"tag:yaml.org,2002:{_name}"
    _PlainLoader.add_constructor(_tag, _or_text(yaml.CSafeLoader.yaml_constructors[_tag]))


class Document:
    """A YAML document: its data, and on which line of the file each part stands."""

    def __init__(self, data: Any, node: yaml.Node) -> None:
        self.data = data
        self._node = node

    def line_of(self, path: Sequence[str | int]) -> int:
        """Return the file line (from 1) of the innermost part of `path` that exists."""
        node: yaml.Node = self._node
        line = node.start_mark.line + 1
        for step in path:
            found = _child(node, step)
            if found is None:
                break
            node = found
            line = node.start_mark.line + 1
        return int(line)


def _child(node: yaml.Node, step: str | int) -> yaml.Node | None:
    if isinstance(node, yaml.MappingNode):
        return next((value for key, value in node.value if key.value == str(step)), None)
    if isinstance(node, yaml.SequenceNode) and isinstance(step, int) and step < len(node.value):
        found: yaml.Node = node.value[step]
        return found
    return None


def read_yaml(content: bytes) -> Document:
    """Read one document; raise InvalidInputError naming line and remedy where it is no plain, bounded YAML."""
    if len(content) > MOST_BYTES:
        raise InvalidInputError(mark("The file is too large. Send at most %(most)s MB."), most=MOST_BYTES // 1024**2)
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise InvalidInputError(mark("The file is not in UTF-8. Save it as UTF-8 and send it again.")) from error
    try:
        _check_events(text)
        return _construct(text)
    except yaml.MarkedYAMLError as error:
        place = error.problem_mark or error.context_mark
        raise InvalidInputError(
            mark("Line %(line)s is no YAML: look at its indentation, quotes and colons."),
            line=place.line + 1 if place else 1,
        ) from error
    except yaml.YAMLError as error:
        raise InvalidInputError(
            mark("The file holds characters that can't be stored. Save it as plain text and send it again.")
        ) from error


def _check_events(text: str) -> None:
    """Walk the document without building it, so that bombs are refused before they can grow."""
    depth = documents = 0
    for number, event in enumerate(yaml.parse(text, Loader=yaml.CSafeLoader)):
        depth += isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)
        documents += isinstance(event, yaml.DocumentStartEvent)
        line = event.start_mark.line + 1 if event.start_mark else 1
        if number > MOST_EVENTS:
            raise InvalidInputError(mark("The file holds too much. Send at most 1,000 positions."))
        if isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None):
            raise InvalidInputError(
                mark("Line %(line)s uses an anchor or alias (& or *). Write the values out."), line=line
            )
        if documents > 1:
            raise InvalidInputError(mark("Line %(line)s begins a second document. Send one brief a file."), line=line)
        if depth > DEEPEST:
            raise InvalidInputError(mark("Line %(line)s is nested too deeply for a brief."), line=line)


def _construct(text: str) -> Document:
    loader = _PlainLoader(text)
    try:
        node = loader.get_single_node()
        if node is None:
            raise InvalidInputError(mark("The file is empty."))
        _check_nodes(node)
        return Document(loader.construct_document(node), node)
    finally:
        loader.dispose()


def _check_nodes(node: yaml.Node) -> None:
    """Refuse tags of a language and keys given twice: the second would swallow the first."""
    line = node.start_mark.line + 1
    if node.tag not in _TAGS:
        raise InvalidInputError(mark("Line %(line)s uses a tag (%(tag)s). Write plain text."), line=line, tag=node.tag)
    if isinstance(node, yaml.SequenceNode):
        for item in node.value:
            _check_nodes(item)
    elif isinstance(node, yaml.MappingNode):
        seen: set[str] = set()
        for key, value in node.value:
            if not isinstance(key, yaml.ScalarNode) or key.value in seen:
                raise InvalidInputError(
                    mark("Line %(line)s gives a field twice, or one without a name. Keep one."),
                    line=key.start_mark.line + 1,
                )
            seen.add(key.value)
            _check_nodes(value)


def to_plain(value: Any) -> Any:
    """Return data that JSON keeps on both engines: days as text, keys as text."""
    if isinstance(value, dict):
        return {str(key): to_plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [to_plain(item) for item in value]
    return value.isoformat() if isinstance(value, date) else value


def holds_broken_text(value: Any) -> bool:
    """Say whether a text in the data holds NUL or half a character, which no database stores the same way."""
    if isinstance(value, dict):
        return any(holds_broken_text(key) or holds_broken_text(item) for key, item in value.items())
    if isinstance(value, list):
        return any(holds_broken_text(item) for item in value)
    return isinstance(value, str) and any(c == "\0" or "\ud800" <= c <= "\udfff" for c in value)
