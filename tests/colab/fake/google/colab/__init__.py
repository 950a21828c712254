"""A double of the part of Google Colab's own package that a library meets in its kernels."""
