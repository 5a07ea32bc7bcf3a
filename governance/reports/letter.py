"""A document of a French public body, written from nothing: no template to keep beside the code.

A4, one sober face that every office has, headings that a screen reader can follow, the language declared.
"""

import io
import re
from collections.abc import Iterable, Sequence

from docx import Document
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Pt, RGBColor
from docx.table import Table

from objectives.spreadsheet import visible

KIND = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
FACE, INK, SEA, SOFT = "Arial", RGBColor(0x16, 0x23, 0x2E), RGBColor(0x0B, 0x4A, 0x6F), RGBColor(0x4F, 0x5E, 0x69)


def readable(text: str) -> str:
    """Without what nobody sees, nor the two other letters that no XML file may hold: people paste them unaware."""
    return visible(text).replace("\ufffe", "").replace("\uffff", "")


class Letter:
    def __init__(self, *, title: str, sender: str, about: str):
        self.document = Document()
        self._page()
        self._styles()
        properties = self.document.core_properties
        properties.title, properties.author, properties.subject = map(readable, (title, sender, about))
        properties.comments, properties.language = "", "fr-FR"
        self._heads(sender, about)

    def _page(self) -> None:
        page = self.document.sections[0]
        page.page_width, page.page_height = Cm(21), Cm(29.7)
        page.left_margin = page.right_margin = Cm(2.3)
        page.top_margin, page.bottom_margin = Cm(2.2), Cm(2)

    def _styles(self) -> None:
        styles = self.document.styles
        sizes = {"Normal": (10.5, 5), "Title": (17, 4), "Heading 1": (12.5, 4), "List Number": (10.5, 3)}
        for name, (size, after) in sizes.items():
            style = styles[name]
            style.font.name, style.font.size = FACE, Pt(size)
            style.font.color.rgb = SEA if name in ("Title", "Heading 1") else INK
            # The stock styles name their faces by theme, which would win over ours.
            fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
            for name_of in list(fonts.attrib):
                del fonts.attrib[name_of]
            for script in ("ascii", "hAnsi", "cs", "eastAsia"):
                fonts.set(qn(f"w:{script}"), FACE)
            style.paragraph_format.space_after = Pt(after)
        styles["Title"].font.bold = True
        styles["Heading 1"].paragraph_format.space_before = Pt(14)
        border = styles["Title"].element.pPr.find(qn("w:pBdr"))
        if border is not None:
            styles["Title"].element.pPr.remove(border)
        language = OxmlElement("w:lang")
        language.set(qn("w:val"), "fr-FR")
        styles["Normal"].element.get_or_add_rPr().append(language)

    def _heads(self, sender: str, about: str) -> None:
        section = self.document.sections[0]
        head = section.header.paragraphs[0]
        self._write(head, sender, bold=True, color=SEA)
        self._write(section.header.add_paragraph(), about, size=8.5, color=SOFT)
        foot = section.footer.paragraphs[0]
        foot.alignment = WD_ALIGN_PARAGRAPH.CENTER
        self._write(foot, "Page ", size=8.5, color=SOFT)
        self._field(foot, "PAGE")
        self._write(foot, " sur ", size=8.5, color=SOFT)
        self._field(foot, "NUMPAGES")

    def _write(self, paragraph, text: str, *, bold=False, size: float | None = None, color=None, italic=False):
        run = paragraph.add_run(readable(text))
        run.bold, run.italic = bold or None, italic or None
        if size:
            run.font.size = Pt(size)
        if color is not None:
            run.font.color.rgb = color
        return run

    def _field(self, paragraph, name: str) -> None:
        """A run for each part: what a reader's program writes between them takes the size of the first."""
        for kind in ("begin", None, "end"):
            part = OxmlElement("w:fldChar" if kind else "w:instrText")
            if kind:
                part.set(qn("w:fldCharType"), kind)
            else:
                part.text = name
            self._write(paragraph, "", size=8.5, color=SOFT)._r.append(part)

    # --- What a letter is made of -----------------------------------------------------------------------------------
    def title(self, text: str) -> None:
        self.document.add_paragraph(readable(text), style="Title")

    def heading(self, text: str) -> None:
        self.document.add_heading(readable(text), 1)

    def text(self, text: str, *, bold=False, italic=False, soft=False, right=False, indent: float = 0) -> None:
        """A blank line parts two paragraphs, a line feed two lines of one."""
        for block in re.split(r"\n\s*\n", readable(text).strip("\n")):
            paragraph = self.document.add_paragraph()
            self._write(paragraph, block, bold=bold, italic=italic, color=SOFT if soft else None)
            if right:
                paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT
            if indent:
                paragraph.paragraph_format.left_indent = Cm(indent)

    def closing(self, formula: str, *signed: str) -> None:
        """The last formula, then who signs, in the right half, and room to sign: all on one page."""
        for line in (formula, *signed, ""):
            paragraph = self.document.add_paragraph()
            self._write(paragraph, line)
            paragraph.paragraph_format.keep_with_next = bool(line)
            if line in signed:
                paragraph.paragraph_format.left_indent = Cm(9.5)
        paragraph.paragraph_format.line_spacing = Cm(2)

    def labelled(self, label: str, text: str, *, indent: float = 0, before_table=False) -> None:
        paragraph = self.document.add_paragraph()
        paragraph.paragraph_format.keep_with_next = before_table or None
        self._write(paragraph, f"{label} : ", bold=True)
        self._write(paragraph, text)
        if indent:
            paragraph.paragraph_format.left_indent = Cm(indent)

    def numbered(self, points: Iterable[tuple[str, str]]) -> None:
        """Numbers are written, not computed by the reader's program: two lists of one letter both start at 1."""
        for number, (title, note) in enumerate(points, 1):
            paragraph = self.document.add_paragraph()
            paragraph.paragraph_format.left_indent, paragraph.paragraph_format.first_line_indent = Cm(0.9), Cm(-0.9)
            paragraph.paragraph_format.tab_stops.add_tab_stop(Cm(0.9))
            paragraph.paragraph_format.keep_with_next = bool(note)
            self._write(paragraph, f"{number}.\t")
            self._write(paragraph, title, bold=True)
            if note:
                self.text(note, indent=0.9)

    def table(self, heads: Sequence[str], rows: Iterable[Sequence[str]], widths: Sequence[float]) -> Table:
        table = self.document.add_table(rows=1, cols=len(heads))
        table.style, table.alignment, table.autofit = "Table Grid", WD_TABLE_ALIGNMENT.CENTER, False
        for column, width in zip(table.columns, widths, strict=True):
            column.width = Cm(width)  # of the grid, which some programs believe rather than the cells
        self._row(table.rows[0], heads, widths, bold=True)
        repeated = OxmlElement("w:tblHeader")
        repeated.set(qn("w:val"), "true")
        table.rows[0]._tr.get_or_add_trPr().append(repeated)
        for cells in rows:
            self._row(table.add_row(), cells, widths)
        # Neither the heads nor the last row stand alone on a page.
        for row in {0, len(table.rows) - 2} - {-1}:
            for cell in table.rows[row].cells:
                for paragraph in cell.paragraphs:
                    paragraph.paragraph_format.keep_with_next = True
        # A table is followed by a paragraph: one so small that it never goes alone to another page.
        after = self.document.add_paragraph().paragraph_format
        after.line_spacing, after.space_after = Pt(1), Pt(12)
        return table

    def _row(self, row, cells: Sequence[str], widths: Sequence[float], *, bold=False) -> None:
        whole = OxmlElement("w:cantSplit")
        row._tr.get_or_add_trPr().append(whole)
        for cell, text, width in zip(row.cells, cells, widths, strict=True):
            cell.width = Cm(width)
            first, *rest = text.split("\n")
            self._write(cell.paragraphs[0], first, bold=bold, size=9.5)
            for line in rest:
                self._write(cell.add_paragraph(), line, size=9.5)
            for paragraph in cell.paragraphs:
                paragraph.paragraph_format.space_after = Pt(2)

    def bytes(self) -> bytes:
        held = io.BytesIO()
        self.document.save(held)
        return held.getvalue()
