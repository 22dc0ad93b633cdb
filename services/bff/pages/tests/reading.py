"""Reads a page as a program does: its elements in order, its forms with their fields."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser

_VOID = frozenset({"input", "meta", "link", "img", "br", "use"})


@dataclass
class Element:
    """An element, its attributes, the elements in it, and its own text."""

    tag: str
    attributes: dict[str, str]
    children: list["Element"] = field(default_factory=list)
    text: str = ""

    def all(self, *tags: str) -> Iterator["Element"]:
        """Every element below of these kinds; of any kind without one."""
        for child in self.children:
            if not tags or child.tag in tags:
                yield child
            yield from child.all(*tags)

    def hidden(self) -> dict[str, str]:
        """The hidden fields of a form."""
        inputs = (one.attributes for one in self.all("input"))
        return {one["name"]: one.get("value", "") for one in inputs if one.get("type") == "hidden"}

    def filled(self) -> dict[str, str]:
        """What a browser would send of a form that nobody touches."""
        words = {}
        for one in (one.attributes for one in self.all("input")):
            if one.get("type") not in ("radio", "checkbox") or "checked" in one:
                words[one["name"]] = one.get("value", "")
        for choice in self.all("select"):
            chosen = [one.attributes["value"] for one in choice.all("option") if "selected" in one.attributes]
            words[choice.attributes["name"]] = (chosen or [next(choice.all("option")).attributes["value"]])[0]
        return words

    def names(self) -> set[str]:
        """What a form can send."""
        return {one.attributes["name"] for one in self.all("input", "select", "textarea")}


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.open = [Element("", {})]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        element = Element(tag, {name: value or "" for name, value in attrs})
        self.open[-1].children.append(element)
        if tag not in _VOID:
            self.open.append(element)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.open[-1].children.append(Element(tag, dict(attrs)))  # type: ignore[arg-type]

    def handle_endtag(self, tag: str) -> None:
        if tag not in _VOID:
            closed = self.open.pop()
            assert closed.tag == tag, f"</{tag}> closes <{closed.tag}>"

    def handle_data(self, data: str) -> None:
        self.open[-1].text += data


def read(html: str) -> Element:
    """The page. Fails where an element is closed that was not the last one opened."""
    reader = _Reader()
    reader.feed(html)
    reader.close()
    assert len(reader.open) == 1, f"never closed: {[one.tag for one in reader.open[1:]]}"
    return reader.open[0]


def form_to(html: str, action: str) -> Element:
    """The form that is sent to an address."""
    return next(one for one in read(html).all("form") if one.attributes["action"] == action)
