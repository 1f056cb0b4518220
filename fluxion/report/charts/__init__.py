"""Charts of the page as Plotly figures: plain dictionaries of data and layout."""
