"""Characters that Word takes from symbol fonts (`w:sym`), as the letters and signs a reader sees."""

from __future__ import annotations

_OTHER = "\u25a1"  # a box stands for a sign that has no letter
_PRIVATE_USE = range(0xE000, 0xF900)
_MAX_CODE = 0x10FFFF
_SAME_AS_TEXT = range(0x21, 0x40)  # digits and punctuation of the Symbol font
_SURROGATES = range(0xD800, 0xE000)

_SYMBOL = {
    0x20: " ", 0x22: "∀", 0x24: "∃", 0x25: "%", 0x27: "∋", 0x2A: "∗", 0x2B: "+", 0x2D: "−", 0x40: "≅", 0x44: "Δ", 0x53: "Σ", 0x57: "Ω", 0x61: "α", 0x62: "β",
    0x64: "δ", 0x65: "ε", 0x67: "γ", 0x6C: "λ", 0x6D: "μ", 0x70: "π", 0x72: "ρ", 0x73: "σ", 0x74: "τ", 0xA0: "€", 0xA3: "≤", 0xA5: "∞", 0xAB: "↔", 0xAC: "←",
    0xAD: "↑", 0xAE: "→", 0xAF: "↓", 0xB0: "°", 0xB1: "±", 0xB2: "″", 0xB3: "≥", 0xB4: "×", 0xB6: "∂", 0xB7: "•", 0xB8: "÷", 0xB9: "≠", 0xBA: "≡", 0xBB: "≈",
    0xBC: "…", 0xBE: "—", 0xD0: "∠", 0xD1: "∇", 0xD2: "®", 0xD3: "©", 0xD4: "™", 0xD5: "∏", 0xD6: "√", 0xDB: "⇔", 0xDC: "⇐", 0xDD: "⇑", 0xDE: "⇒", 0xDF: "⇓",
    0xE2: "®", 0xE3: "©", 0xE4: "™", 0xE5: "∑", 0xF2: "∫",
}  # fmt: skip
_WINGDINGS = {
    0x20: " ", 0x28: "☎", 0x2A: "✉", 0x4A: "☺", 0x4B: "😐", 0x4C: "☹", 0x6C: "●", 0x6E: "■", 0x6F: "☐", 0x71: "❑", 0x75: "◆", 0x76: "❖", 0x77: "⬥",
    0x9E: "·", 0x9F: "•", 0xA7: "▪", 0xA8: "◻", 0xD8: "➢", 0xDF: "←", 0xE0: "→", 0xE1: "↑", 0xE2: "↓", 0xE7: "←", 0xE8: "→", 0xE9: "↑", 0xEA: "↓",
    0xF0: "⇨", 0xFB: "✗", 0xFC: "✓", 0xFD: "☒", 0xFE: "☑",
}  # fmt: skip
_FONTS = {"symbol": _SYMBOL, "wingdings": _WINGDINGS}


def symbol(font: str, code: str) -> str:
    """The sign for a hexadecimal character code in a font; a box where none is known, "" for no code at all."""
    try:
        number = int(code, 16)
    except ValueError:
        return ""
    table = _FONTS.get(font.lower())
    if table is not None:
        low = number & 0xFF
        return chr(low) if table is _SYMBOL and low in _SAME_AS_TEXT and low not in table else table.get(low, _OTHER)
    if number in _PRIVATE_USE or number in _SURROGATES or not 0 < number <= _MAX_CODE:
        return _OTHER
    return chr(number)
