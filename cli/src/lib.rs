//! Discovery of the asynchronous surface of Python packages.
