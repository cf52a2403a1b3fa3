"""The trained reader: what each sentence speaks of and how likely it matters, from models that ship with the project."""
