"""Charts as plain values: the points, the figure that the browser draws from them and the drawing that it replaces."""

from objectives.charts.drawing import Drawing, draw
from objectives.charts.figure import figure
from objectives.charts.points import Chart, Words, plot

__all__ = ["Chart", "Drawing", "Words", "draw", "figure", "plot"]
