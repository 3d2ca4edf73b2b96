"""What a command found out, as tables for people and objects for programs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from pipeline.evaluation.checks import Finding
from pipeline.evaluation.errors import Report
from pipeline.evaluation.render import as_json, tabulate


@dataclass(frozen=True, slots=True)
class Table:
    """A titled table of texts. `signatures` has one entry a row, where the rows are figures; `notes` stand below."""

    title: str
    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    signatures: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()

    def render(self, form: str) -> str:
        """Signatures are a column in TSV, comments in LaTeX, and lines below the table elsewhere."""
        if form == "tsv":
            if not self.signatures:
                return tabulate(self.header, self.rows, form)
            rows = [(*row, signature) for row, signature in zip(self.rows, self.signatures, strict=True)]
            return tabulate((*self.header, "signature"), rows, form)
        lines = [f"{row[0]}: {signature}" for row, signature in zip(self.rows, self.signatures, strict=False)]
        lines += self.notes
        if form == "markdown":
            lines = [f"- {line}" for line in lines]
        below = "".join(f"% {line}\n" if form == "latex" else f"{line}\n" for line in lines)
        gap = "\n" if below and form == "markdown" else ""
        return tabulate(self.header, self.rows, form, self.title) + gap + below


@dataclass(frozen=True, slots=True)
class Figures:
    """Everything that a command found out; `render` shows it in one of the forms."""

    tables: tuple[Table, ...]
    objects: tuple[dict[str, object], ...]
    findings: tuple[Finding, ...] = ()

    def render(self, form: str) -> str:
        """Text in one of render.FORMATS; JSON holds everything, TSV the first table alone."""
        if form == "json":
            return as_json(self.objects)
        tables = self.tables[:1] if form == "tsv" else self.tables
        return "\n".join(table.render(form) for table in tables)


def assemble(
    tables: Sequence[Table],
    objects: Sequence[dict[str, object]],
    findings: Sequence[Finding],
    report: Report | None,
) -> Figures:
    kept = [
        {
            **found,
            "warnings": [{"name": f.name, "detail": f.detail, "lines": [i + 1 for i in f.lines]} for f in findings],
            **({"errors": report.as_object()} if report else {}),
        }
        for found in objects
    ]
    shown = list(tables)
    if report:
        shown += [Table(title, header, rows) for title, header, rows in report.tables()]
    return Figures(tuple(shown), tuple(kept), tuple(findings))
