"""How much is read, and not a cell more: said in the refusals, checked before anything large is allocated."""

MEGABYTE = 1024 * 1024
MAX_BYTES = 10 * MEGABYTE
MAX_UNPACKED = 100 * MEGABYTE
MAX_MEMBERS = 1_000
MAX_ELEMENTS = 2_000_000  # of XML, in one file: three or four for each cell
MAX_TAG = MEGABYTE  # one tag or comment: expat reads an unfinished one again from its start, chunk after chunk
MAX_SHEETS = 100
MAX_ROWS = 20_000  # headings included
MAX_COLUMNS = 100
MAX_CELLS = 500_000  # that hold something, in all sheets: 20 000 rows of 25 columns
MAX_CELL_TEXT = 32_767  # Excel's own limit
MAX_TEXT = 20_000_000  # characters in all cells
HEADING_ROWS = 50  # headings stand among the first rows that hold something

# Of the process that opens XLSX and ODS files.
CHILD_MEMORY = 320 * MEGABYTE
CHILD_CPU_SECONDS = 20
CHILD_SECONDS = 60
