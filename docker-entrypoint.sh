#!/bin/sh
# Brings the database up to date, then becomes the command.
set -e
python manage.py migrate --no-input
exec "$@"
