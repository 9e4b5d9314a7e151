"""The documentation site: pages that are generated from the code, and the build.

`python -m tests.site FOLDER` builds the site in a new folder.
"""
