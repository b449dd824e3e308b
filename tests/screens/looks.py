"""looks.py - what tmux captured with its escapes, as a list of runs: ROW BOLD,REVERSE,COLOUR: TEXT

Ends with 1 when a colour of the 256 has too little contrast on black or on white: a screen does not know on which it is.
"""
import re
import sys

LEAST_CONTRAST = 3.8    # no colour has more than 4.58 on both; WCAG 2.2 wants 3 of large type and of what is no text
LEVELS = [0, 95, 135, 175, 215, 255]


def rgb(colour):
    if colour >= 232:
        return [8 + 10 * (colour - 232)] * 3
    colour -= 16
    return [LEVELS[colour // 36], LEVELS[colour // 6 % 6], LEVELS[colour % 6]]


def luminance(colour):
    """Relative luminance as WCAG 2.2 defines it."""
    linear = [c / 255 / 12.92 if c / 255 <= 0.04045 else ((c / 255 + 0.055) / 1.055) ** 2.4 for c in rgb(colour)]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(colour):
    return min((luminance(colour) + 0.05) / 0.05, 1.05 / (luminance(colour) + 0.05))


def change(look, codes):
    """A new look after an escape's codes."""
    look = dict(look)
    codes = iter([int(code or 0) for code in codes.split(";")])
    for code in codes:
        if code == 0:
            look = {}
        elif code in (1, 7):
            look["bold" if code == 1 else "reverse"] = True
        elif code in (22, 27):
            look.pop("bold" if code == 22 else "reverse", None)
        elif 30 <= code <= 37 or 90 <= code <= 97:
            look["colour"] = code - 30 if code < 90 else code - 82
        elif code in (38, 48):
            next(codes)
            look["colour" if code == 38 else "paper"] = next(codes)
        elif code in (39, 49):
            look.pop("colour" if code == 39 else "paper", None)
        elif 40 <= code <= 47:
            look["paper"] = code - 40
    return look


def name(look):
    words = [word for word in ("bold", "reverse") if word in look]
    words += [f"{word} {look[word]}" for word in ("colour", "paper") if word in look]
    return ", ".join(words) or "plain"


def main():
    look, pale = {}, set()
    for row, line in enumerate(sys.stdin.read().splitlines()):
        runs = []
        for codes, character in re.findall(r"\x1b\[([0-9;]*)m|(.)", line):
            if not character:
                look = change(look, codes)
            elif runs and (runs[-1][0] == look or (character == " " and "reverse" not in {**runs[-1][0], **look})):
                runs[-1][1] += character
            else:
                runs.append([look, character])
        for run, text in runs:
            if "reverse" in run or text.strip():
                print(f"{row:2} {name(run)}: {text if 'reverse' in run else text.strip()}".rstrip())
            if run.get("colour", 0) >= 16 and contrast(run["colour"]) < LEAST_CONTRAST:
                pale.add(run["colour"])
    for colour in pale:
        print(f"colour {colour} has a contrast of {contrast(colour):.1f} only")
    return 1 if pale else 0


sys.exit(main())
