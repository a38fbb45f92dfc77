"""Which files of packages are served."""

from django.contrib.staticfiles.apps import StaticFilesConfig


class ServedFilesConfig(StaticFilesConfig):
    """Not the visual editor's sources and what names source maps that do not come with it."""

    ignore_patterns = [
        *StaticFilesConfig.ignore_patterns,
        "*.d.ts",
        "bower.json",
        "composer.json",
        "hugerte.js",
        "icons/*/icons.js",
        "models/*/model.js",
        "package.json",
        "plugins/codesample/*",
        "plugins/emoticons/*",
        "plugins/help/*",
        "plugins/*/plugin.js",
        "skins/*.js",
        "skins/*/hugerte-5*",
        "themes/*/theme.js",
    ]
