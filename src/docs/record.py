"""Records what a command shows in a terminal as an SVG that plays by itself.

    pip install pyte
    python3 src/docs/record.py src/docs/images/tune.svg 12 ./luthier tune tuner/digits_hyperband.textproto --dir studies/digits

The second argument is how many seconds the picture takes; the command takes as long as it takes. Who wants less
motion sees the last frame."""
import fcntl
import html
import os
import pty
import select
import struct
import sys
import termios
import time

import pyte

COLUMNS, LINES = 116, 26
MOST_FRAMES = 40
CELL, LINE, MARGIN = 8.4, 19, 14
COLORS = {"default": "#e6edf3", "red": "#ff7b72", "green": "#7ee787", "brown": "#e3b341", "blue": "#79c0ff",
          "magenta": "#d2a8ff", "cyan": "#76e3ea", "white": "#ffffff", "black": "#8b949e"}
SHELL = "$ "
# Seconds without a word after which a screen is looked at.
QUIET = 0.15


def record(command):
    """Screens, each a list of lines of runs of equal color, with the second at which it was there first."""
    screen = pyte.Screen(COLUMNS, LINES)
    stream = pyte.ByteStream(screen)
    stream.feed((SHELL + " ".join(command) + "\r\n").encode())
    child, terminal = pty.fork()
    if child == 0:
        os.execvp(command[0], command)
    fcntl.ioctl(terminal, termios.TIOCSWINSZ, struct.pack("HHHH", LINES, COLUMNS, 0, 0))
    frames, start = [(0.0, lines(screen))], time.monotonic()
    while True:
        is_said = bool(select.select([terminal], [], [], QUIET)[0])
        if is_said:
            try:
                said = os.read(terminal, 65536)
            except OSError:
                break  # the command has ended
            if not said:
                break
            stream.feed(said)
        now = time.monotonic() - start
        # Not in the middle of what is said, unless it goes on and on.
        if (not is_said or now - frames[-1][0] > 2 * QUIET) and frames[-1][1] != lines(screen):
            frames.append((now, lines(screen)))
    status = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    if status:
        sys.exit(f"the command ended with {status}\n" + "\n".join(screen.display))
    frames.append((time.monotonic() - start, lines(screen)))
    return frames


def lines(screen):
    shown = []
    for row in range(LINES):
        runs = []
        for column in range(COLUMNS):
            cell = screen.buffer[row][column]
            style = (cell.fg, cell.bold)
            if runs and runs[-1][0] == style:
                runs[-1][1] += cell.data
            else:
                runs.append([style, cell.data])
        shown.append([(style, text) for style, text in runs])
    return shown


def svg(frames, command, seconds):
    """One group a frame; each is visible in its own share of the time, the last one for a third of it."""
    if len(frames) > MOST_FRAMES:
        last = len(frames) - 1
        frames = [frames[round(i * last / (MOST_FRAMES - 1))] for i in range(MOST_FRAMES)]
    width, height = COLUMNS * CELL + 2 * MARGIN, LINES * LINE + 2 * MARGIN
    total = max(frames[-1][0], 1e-3) * 1.5
    out = [f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width:.0f} {height:.0f}" role="img" '
           f'aria-label="{html.escape(" ".join(command))}">', "<style>",
           f"text {{ font: 14px ui-monospace, 'DejaVu Sans Mono', Menlo, Consolas, monospace; white-space: pre; "
           f"fill: {COLORS['default']} }}",
           f".frame {{ visibility: hidden; animation: {seconds}s step-end infinite }}"]
    for i, (begin, _) in enumerate(frames):
        end = 100.0 if i + 1 == len(frames) else 100 * frames[i + 1][0] / total
        begin = 100 * begin / total
        steps = f"{begin:.3f}% {{ visibility: visible }}"
        if begin > 0:
            steps = "0% { visibility: hidden } " + steps
        if end < 100:
            steps += f" {end:.3f}% {{ visibility: hidden }}"
        out.append(f"@keyframes f{i} {{ {steps} }} #f{i} {{ animation-name: f{i} }}")
    out.append("@media (prefers-reduced-motion: reduce) { .frame { animation: none } "
               f"#f{len(frames) - 1} {{ visibility: visible }} }}")
    out += ["</style>", f'<rect width="{width:.0f}" height="{height:.0f}" rx="8" fill="#0d1117"/>']
    for i, (_, rows) in enumerate(frames):
        out.append(f'<g class="frame" id="f{i}">')
        for row, runs in enumerate(rows):
            spans = "".join(span(style, text) for style, text in runs).rstrip()
            if spans:
                y = MARGIN + (row + 0.75) * LINE
                out.append(f'<text x="{MARGIN}" y="{y:.0f}">{spans}</text>')
        out.append("</g>")
    return "\n".join(out + ["</svg>", ""])


def span(style, text):
    foreground, bold = style
    escaped = html.escape(text, quote=False)
    if not text.strip() or (foreground == "default" and not bold):
        return escaped
    color = COLORS.get(foreground, "#" + foreground)
    weight = " font-weight=\"bold\"" if bold else ""
    return f'<tspan fill="{color}"{weight}>{escaped}</tspan>'


if __name__ == "__main__":
    target, length, *program = sys.argv[1:]
    recorded = svg(record(program), program, float(length))
    with open(target, "w") as file:
        file.write(recorded)
    print(f"{len(recorded)} bytes")
