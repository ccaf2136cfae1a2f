"""The size of what windows sliding over a picture make, as a formula on screen."""

from __future__ import annotations


def size_formula(size: object, added: object, span: object, stride: object, out: object = "", up: bool = False) -> str:
    """⌊(size + added − span) / stride⌋ + 1 = out, as HTML; where the division is rounded `up`, ⌈ … ⌉."""
    above, result = f"{size} + {added} − {span}", f" = {out}" if out else ""
    left, right = "⌈⌉" if up else "⌊⌋"
    fraction = f"<span class='fraction'><span>{above}</span><span>{stride}</span></span>"
    spoken = f"{left}({above}) / {stride}{right} + 1{result}"
    return f"<span role='math' aria-label='{spoken}'>{left}{fraction}{right} + 1{result}</span>"
