"""Documents for people: values in, the bytes of a Word or Excel file out."""
