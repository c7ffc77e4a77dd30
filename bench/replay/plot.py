"""A line plot as SVG, on a logarithmic scale. Its colours are read on white and on black."""

from math import ceil, floor, log10
from pathlib import Path

WIDTH, HEIGHT, LEFT, RIGHT, TOP, BOTTOM = 860, 380, 64, 16, 44, 44
GREY = "#7d8590"
COLOURS = ["#2f81f7", "#d4761f", "#a371f7"]


def write(path, title, series, x_label, y_label):
    """`series`: name → [(x, y)], y greater than 0."""
    points = [point for line in series.values() for point in line]
    right = max(x for x, _ in points)
    low, high = (edge(log10(pick(y for _, y in points))) for edge, pick in ((floor, min), (ceil, max)))
    high = max(high, low + 1)

    def place(x, y):
        return (
            LEFT + (WIDTH - LEFT - RIGHT) * (x - 1) / max(1, right - 1),
            HEIGHT - BOTTOM - (HEIGHT - TOP - BOTTOM) * (log10(y) - low) / (high - low))

    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" role="img" aria-label="{title}"'
        f' font-family="sans-serif" font-size="13" fill="{GREY}">',
        f'<text x="{LEFT}" y="18" font-size="15">{title}</text>']
    for power in range(low, high + 1):
        y = place(1, 10**power)[1]
        parts.append(f'<line x1="{LEFT}" y1="{y:.1f}" x2="{WIDTH - RIGHT}" y2="{y:.1f}" stroke="{GREY}" opacity="0.35"/>')
        parts.append(f'<text x="{LEFT - 8}" y="{y + 4:.1f}" text-anchor="end">{10**power:g}</text>')
    for x in sorted({1, *range(10 if right > 20 else 5, right + 1, 10 if right > 20 else 5)}):
        parts.append(f'<text x="{place(x, 10**low)[0]:.1f}" y="{HEIGHT - BOTTOM + 18}" text-anchor="middle">{x}</text>')
    parts.append(f'<text x="{(LEFT + WIDTH - RIGHT) / 2}" y="{HEIGHT - 8}" text-anchor="middle">{x_label}</text>')
    parts.append(
        f'<text transform="translate(16 {(TOP + HEIGHT - BOTTOM) / 2}) rotate(-90)" text-anchor="middle">{y_label}</text>')
    for at, (name, line) in enumerate(series.items()):
        drawn = " ".join(f"{x:.1f},{y:.1f}" for x, y in (place(*point) for point in line))
        colour = COLOURS[at % len(COLOURS)]
        parts.append(f'<polyline points="{drawn}" fill="none" stroke="{colour}" stroke-width="1.8"/>')
        parts.append(f'<text x="{LEFT + 210 * at}" y="37" fill="{colour}">{name}</text>')
    Path(path).parent.mkdir(parents=True, exist_ok=True)
    Path(path).write_text("\n".join([*parts, "</svg>", ""]))
