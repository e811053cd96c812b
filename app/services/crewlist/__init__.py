"""The crew list of a need: the document, the files it goes out in, and the record of its going out."""
