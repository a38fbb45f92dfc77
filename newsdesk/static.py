"""Which files of the visual editor are served."""

from collections.abc import Iterable

from django.contrib.staticfiles.finders import FileSystemFinder

# Its sources, plugins that the desk has no use for, and what names source maps that do not come
# with it: collectstatic would look for those, and stop.
NOT_SERVED = [
    "*.d.ts",
    "bower.json",
    "composer.json",
    "hugerte.js",
    "icons/*/icons.js",
    "models/*/model.js",
    "package.json",
    "plugins/*/plugin.js",
    "plugins/codesample/*",
    "plugins/emoticons/*",
    "plugins/help/*",
    "skins/*.js",
    "skins/*/hugerte-5*",
    "themes/*/theme.js",
]


class ServedFilesFinder(FileSystemFinder):
    def list(self, ignore_patterns: Iterable[str] | None):
        yield from super().list([*(ignore_patterns or []), *NOT_SERVED])
