"""What the drafts in `examples/` are built from: the figures of the fictional company, the prose, and one module for each kind of file."""
