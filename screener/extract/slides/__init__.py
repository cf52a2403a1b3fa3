"""PowerPoint decks: `deck.read` goes slide by slide; the other modules read shapes, frames and what is hidden."""

from screener.extract.slides.deck import read

__all__ = ["read"]
