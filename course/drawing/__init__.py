"""Pictures as data: SVG elements, the palette, charts, matrices and layered graphs.

Everything a widget shows is drawn here, in Python, from the widget's state. So the picture in the
browser, the still one in a saved notebook and the one that a test looks at are the same picture.
"""
