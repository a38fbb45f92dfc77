"""The demo corpus' pictures: geometry, palettes, a canvas, and one module per theme."""
