"""A form as a browser without scripts would send it: what stands in it, what is set, and the button that is pressed."""

from html.parser import HTMLParser


class Form(HTMLParser):
    """The fields of the form with a given id, with the values they have as the page comes."""

    def __init__(self, page: str, form_id: str = "form"):
        super().__init__()
        self.form_id, self.inside, self.fields, self.buttons, self.asked = form_id, False, [], [], set()
        self._text = self._list = None
        self.feed(page)

    def handle_starttag(self, tag, attributes):
        """Take a field's value as it stands; a list's first option, until another one is marked."""
        found = dict(attributes)
        if tag == "form":
            self.inside = found.get("id") == self.form_id
        if tag == "button" and (self.inside or found.get("form") == self.form_id):
            self.buttons.append(found.get("value"))
        if not self.inside:
            return
        if "name" in found:
            self.asked.add(found["name"])
        if tag == "input" and (found.get("type") not in ("radio", "checkbox") or "checked" in found):
            self.fields.append([found["name"], found.get("value", "")])
        if tag == "textarea":
            self._text = [found["name"], ""]
            self.fields.append(self._text)
        if tag == "select":
            self._list = [found["name"], None]
            self.fields.append(self._list)
        if tag == "option" and self._list and (self._list[1] is None or "selected" in found):
            self._list[1] = found["value"]

    def handle_endtag(self, tag):
        """Leave what ends."""
        self.inside = self.inside and tag != "form"
        self._text = None if tag == "textarea" else self._text
        self._list = None if tag == "select" else self._list

    def handle_data(self, data):
        """The text of a text area."""
        if self._text:
            self._text[1] += data

    def __getitem__(self, name: str) -> list[str]:
        return [value for known, value in self.fields if known == name]

    def names(self) -> set[str]:
        """The names of all fields."""
        return {name for name, _ in self.fields}

    def send(self, button: str) -> list[tuple[str, str]]:
        """What is sent where a button is pressed."""
        assert button in self.buttons, f"there is no button {button!r}"
        return [*map(tuple, self.fields), ("do", button)]

    def set(self, name: str, *values: str) -> "Form":
        """Give a field other values."""
        self.fields = [each for each in self.fields if each[0] != name] + [[name, value] for value in values]
        return self
