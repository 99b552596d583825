"""What `make bench` measures: the product against plain alternatives, side by side, within one run."""
