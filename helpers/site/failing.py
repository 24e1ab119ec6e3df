"""What is raised when a site cannot be built."""


class SiteError(Exception):
    """The site cannot be built; the message says in one sentence why."""
