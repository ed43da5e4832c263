"""Random people at a whole bureau, and somebody who reads only the rows."""
