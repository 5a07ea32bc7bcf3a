"""Small real files to stand for pieces of evidence: each opens, and says that it proves nothing."""

import io
import struct
import zlib
from decimal import Decimal

import xlsxwriter
from django.core.files.uploadedfile import SimpleUploadedFile

from objectives.models import Evidence

NOTICE = "Donnée de démonstration : cette pièce est inventée et ne prouve rien."
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def link(address: str) -> Evidence:
    return Evidence(url=address)


def pdf(name: str, *lines: str) -> Evidence:
    return _file(f"{name}.pdf", _pdf([name, "", *lines, "", NOTICE]), "application/pdf")


def photo(name: str) -> Evidence:
    return _file(f"{name}.png", _png(240, 135), "image/png")


def table(name: str, place: str, quantity: Decimal, unit: str) -> Evidence:
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer, {"in_memory": True}) as book:
        sheet = book.add_worksheet("Suivi")
        sheet.set_column(0, 0, 44)
        for row, cells in enumerate([[name, ""], [NOTICE, ""], ["Périmètre", unit.capitalize()]]):
            sheet.write_row(row, 0, cells)
        sheet.write_row(3, 0, [place, float(quantity)])
    return _file(f"{name}.xlsx", buffer.getvalue(), XLSX)


def _file(name: str, content: bytes, content_type: str) -> Evidence:
    return Evidence.from_upload(SimpleUploadedFile(name, content, content_type), content_type)


def _pdf(lines: list[str]) -> bytes:
    text = "".join(f"({_escaped(line)}) ' " for line in lines)
    page = f"BT /F1 12 Tf 18 TL 60 760 Td {text}ET".replace("\u202f", "\xa0").encode("cp1252")
    parts = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        (
            b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 5 0 R"
            b" /Resources << /Font << /F1 4 0 R >> >> >>"
        ),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>",
        b"<< /Length %d >>\nstream\n%s\nendstream" % (len(page), page),
    ]
    body, offsets = b"%PDF-1.4\n", []
    for number, part in enumerate(parts, 1):
        offsets.append(len(body))
        body += b"%d 0 obj\n%s\nendobj\n" % (number, part)
    rows = b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    trailer = b"trailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (
        len(parts) + 1,
        len(body),
    )
    return body + b"xref\n0 %d\n0000000000 65535 f \n" % (len(parts) + 1) + rows + trailer


def _escaped(line: str) -> str:
    return line.replace("\\", "\\\\").replace("(", "\\(").replace(")", "\\)")


def _png(width: int, height: int) -> bytes:
    """A field under the sky."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    horizon = height // 2
    sky = [bytes((150 + row // 2, 190 + row // 3, 225)) * width for row in range(horizon)]
    field = [bytes((90 - row // 3, 130 - row // 3, 60)) * width for row in range(height - horizon)]
    pixels = b"".join(b"\0" + row for row in sky + field)
    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(pixels, 9)) + chunk(b"IEND", b"")
    )
