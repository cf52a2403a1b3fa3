"""How the models in `models/` are made and judged: records to models, models to figures. Runs in `make train`'s own environment, never while screening."""
