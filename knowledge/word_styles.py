"""What a Word paragraph or run takes from its style and the styles that one is based on."""

from __future__ import annotations

from lxml import etree

from knowledge.word_parts import W, switch, value

_DEEPEST = 32


class Styles:
    """The styles of a document."""

    def __init__(self, styles: etree._Element | None) -> None:
        found = [] if styles is None else styles.findall(f"{W}style")
        self._styles = {style.get(f"{W}styleId"): style for style in found}
        defaults = [
            s for s in found if s.get(f"{W}type") == "paragraph" and s.get(f"{W}default") in ("1", "true", "on")
        ]
        self._default = defaults[0].get(f"{W}styleId") if defaults else ""
        self._hidden: dict[str, bool] = {}

    def chain(self, name: str) -> list[etree._Element]:
        """Return a style and those it is based on, the nearest first, at most 32; a circle is cut where it closes."""
        found: list[etree._Element] = []
        seen: set[str] = set()
        while name in self._styles and name not in seen and len(found) < _DEEPEST:
            seen.add(name)
            found.append(self._styles[name])
            name = value(found[-1], "basedOn")
        return found

    def of_paragraph(self, properties: etree._Element | None) -> str:
        """Return the identifier of a paragraph's style, from its w:pPr."""
        return value(properties, "pStyle", self._default)

    def hides(self, run: etree._Element | None, paragraph: etree._Element | None) -> bool:
        """Tell whether text is hidden (w:vanish).

        Hiding is a toggle property (ECMA-376 part 1, 17.7.3): what stands on the run counts first, else a paragraph
        style and a character style that both hide cancel each other out.

        Args:
            run: The w:rPr of the run or the paragraph mark.
            paragraph: The w:pPr it stands under.
        """
        direct = switch(run, "vanish")
        if direct is not None:
            return direct
        return self._hides(self.of_paragraph(paragraph)) != self._hides(value(run, "rStyle"))

    def _hides(self, name: str) -> bool:
        if name not in self._hidden:
            found = (switch(style.find(f"{W}rPr"), "vanish") for style in self.chain(name))
            self._hidden[name] = next((is_on for is_on in found if is_on is not None), False)
        return self._hidden[name]
