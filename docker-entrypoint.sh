#!/bin/sh
# Brings the database up to date, then becomes the command. An archive that is older than its index
# of search is indexed meanwhile.
set -e
python manage.py migrate --no-input
python manage.py reindex --if-needed &
exec "$@"
