"""Pages for people: one run as HTML, as Markdown, and in the terminal."""
