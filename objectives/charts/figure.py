"""The chart as the plain figure that plotly.js draws in the browser: JSON, no Python object of plotly's. Pure.

Floats only place what is drawn; every number that can be read was written before, from exact values.
"""

from collections.abc import Sequence

from objectives.charts.points import Chart, Part, Series, Value

SEA, INK, SOFT, LINE, PAPER = "#0b4a6f", "#16232e", "#4f5e69", "#d8e0e6", "#ffffff"
BANDS = [("#0b4a6f", ""), ("#7fa9c2", "/"), ("#d99a2b", "x"), ("#5b7f4b", "."), ("#8a5a83", "\\"), ("#56636d", "-")]
FONT = {"family": "system-ui, 'Segoe UI', Roboto, 'Helvetica Neue', Arial, sans-serif", "size": 13, "color": INK}


def figure(chart: Chart, title: str) -> dict:
    """`title` heads the picture that is saved. By `meta`, a trace is there «always», until the EPCIs are asked for
    («whole»), or from then on («epci»)."""
    traces, days = [], [day.isoformat() for day in chart.days]
    parts = chart.parts if len(chart.parts) > 1 else ()
    for rank, part in enumerate(parts):
        traces += _band(days, part, *BANDS[rank % len(BANDS)])
    alone = sum(value is not None for value in chart.validated.values) == 1
    traces.append(_line(days, chart.validated, SEA, 3, meta="always", shape="hv", mode="markers" if alone else "lines"))
    if chart.pending:
        hatch = {"shape": "/", "fgcolor": SEA, "bgcolor": "rgba(0,0,0,0)", "size": 6, "solidity": 0.25}
        pending = _line(days, chart.pending, SEA, 1.5, shape="hv", dash="2px,2px")
        traces.append(pending | {"fill": "tonexty", "fillpattern": hatch})
    if chart.expected:
        traces.append(_line(days, chart.expected, SOFT, 1.5, meta="always", dash="1px,4px"))
    if chart.projected:
        traces.append(_line(days, chart.projected, SEA, 2, dash="9px,5px"))
    said = [chart.validated, chart.pending, chart.expected, chart.projected, *(part.brought for part in parts)]
    drawn = {trace["name"]: trace for trace in traces if "name" in trace}
    traces += [_hovered(drawn[series.name], series, chart) for series in said if series]
    return {"data": traces, "layout": _layout(chart, title)}


def _line(
    days: list[str],
    series: Series,
    color: str,
    width: float,
    *,
    meta="whole",
    shape="linear",
    dash="solid",
    mode="lines",
) -> dict:
    return {
        "type": "scatter",
        "mode": mode,
        "name": series.name,
        "meta": meta,
        "x": days,
        "y": _floats(series.values),
        "hoverinfo": "skip",
        "legendgroup": series.name,
        "line": {"color": color, "width": width, "shape": shape, "dash": dash},
        "connectgaps": False,
    }


def _hovered(drawn: dict, series: Series, chart: Chart) -> dict:
    """What is read when one hovers over a series: on each day its value on that very day, or nothing.

    Of a trace with gaps plotly.js would tell the nearest value, under a day that is not its own. This one has a point
    on every day, above all that the chart shows, and comes and goes with what it tells.
    """
    shared = ("type", "mode", "name", "meta", "visible", "x", "line", "legendgroup")
    above = float(chart.bounds[1] * 2 - chart.bounds[0])
    return {key: drawn[key] for key in shared if key in drawn} | {
        "y": [above] * len(chart.days),
        "text": [f"{series.name} : {series.text(at)}" for at in range(len(chart.days))],
        "hoverinfo": ["none" if value is None else "text" for value in series.values],
        "showlegend": False,
    }


def _band(days: list[str], part: Part, color: str, pattern: str) -> list[dict]:
    """From where the EPCI before ends to where this one does; the first line is only there to be filled to."""
    shared = {"type": "scatter", "mode": "lines", "meta": "epci", "visible": False, "x": days}
    floor = shared | {
        "legendgroup": part.brought.name,
        "y": _floats([low for low, _ in part.band]),
        "line": {"width": 0, "shape": "hv"},
        "hoverinfo": "skip",
        "showlegend": False,
    }
    top = shared | {
        "name": part.brought.name,
        "y": _floats([high for _, high in part.band]),
        "hoverinfo": "skip",
        "legendgroup": part.brought.name,
        "line": {"color": color, "width": 1.5, "shape": "hv"},
        "fill": "tonexty",
        "fillpattern": {"shape": pattern, "fgcolor": color, "bgcolor": PAPER, "size": 7} if pattern else {},
        "fillcolor": color,
    }
    return [floor, top]


def _layout(chart: Chart, title: str) -> dict:
    low, high = chart.bounds
    shapes, notes = [], []
    both = chart.target == chart.condition
    if chart.target is not None:
        shapes.append(_level(chart.target, INK if both else SOFT, 1.5 if both else 1, "solid"))
        notes.append(_note(chart.target_text, chart.target, chart.side_of_words(chart.target, "right")))
    if chart.condition is not None and not both:
        shapes.append(_level(chart.condition, INK, 1.5, "6px,3px"))
        notes.append(_note(chart.condition_text, chart.condition, chart.side_of_words(chart.condition, "left")))
    if chart.last is not None and chart.on <= chart.term.ends_on:
        day = chart.days[chart.last].isoformat()
        upright = {"type": "line", "x0": day, "x1": day, "yref": "paper", "y0": 0, "y1": 1}
        shapes.append(upright | {"line": {"color": INK, "width": 1, "dash": "2px,3px"}})
        said = {"text": f"{chart.on:%d/%m/%Y}", "x": day, "yref": "paper", "y": 1, "yanchor": "bottom", "yshift": 6}
        notes.append(said | {"showarrow": False, "font": {"size": 12}})
    return {
        "template": "none",
        "font": FONT,
        "paper_bgcolor": PAPER,
        "plot_bgcolor": PAPER,
        "margin": {"l": 12, "r": 12, "t": 50, "b": 12},
        "hovermode": "x unified",
        "hoverdistance": -1,  # the nearest day, however far: there may be few
        "hoverlabel": {"bgcolor": PAPER, "bordercolor": SOFT, "font": {"size": 13}},
        "separators": ",\u202f",
        "dragmode": "zoom",
        "modebar": {"color": SOFT, "activecolor": SEA, "bgcolor": PAPER},
        "xaxis": {
            "type": "date",
            "range": [chart.term.eve.isoformat(), chart.term.ends_on.isoformat()],
            "unifiedhovertitle": {"text": "%{x|%d/%m/%Y}"},
            "tickformat": "%b %Y",
            "nticks": 8,
            "gridcolor": LINE,
            "zeroline": False,
            "automargin": True,
        },
        "yaxis": {
            "range": [float(low), float(high)],
            "fixedrange": True,
            "gridcolor": LINE,
            "zeroline": False,
            "automargin": True,
            "nticks": 6,
            "tickformat": ",.3~f",
            **({"tickvals": [0, 1]} if chart.at_once else {}),
        },
        "legend": {"orientation": "h", "x": 0, "y": -0.12, "yanchor": "top", "traceorder": "normal"},
        "shapes": shapes,
        "annotations": notes,
        "meta": {"title": title},
    }


def _level(value: Value, color: str, width: float, dash: str) -> dict:
    line = {"color": color, "width": width, "dash": dash}
    return {"type": "line", "xref": "paper", "x0": 0, "x1": 1, "y0": float(value), "y1": float(value), "line": line}


def _note(text: str, value: Value, side: str) -> dict:
    place = {
        "xref": "paper",
        "x": 1 if side == "right" else 0.02,
        "xanchor": side,
        "y": float(value),
        "yanchor": "bottom",
    }
    return {"text": text, **place, "showarrow": False, "font": {"size": 12}, "bgcolor": "rgba(255,255,255,.75)"}


def _floats(values: Sequence[Value]) -> list[float | None]:
    return [None if value is None else float(value) for value in values]
