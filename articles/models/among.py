"""`field__among=values`: IN for many values, as one parameter.

Django's own IN prepares, quotes and binds each value by itself, which for hundreds of keys costs
more than the look-up. Values are of the field's own database type: text or whole numbers.
"""

import json
from typing import Any

from django.db import models


@models.Field.register_lookup
class Among(models.Lookup):
    lookup_name = "among"
    prepare_rhs = False

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, list[Any]]:
        column, params = self.process_lhs(compiler, connection)
        sql = f"{column} IN (SELECT value FROM json_each(%s))"  # noqa: S608  # our names
        return sql, [*params, json.dumps(list(self.rhs))]

    def as_postgresql(self, compiler: Any, connection: Any) -> tuple[str, list[Any]]:
        column, params = self.process_lhs(compiler, connection)
        values = list(self.rhs)
        # An empty array has no type of its own.
        return (f"{column} = ANY(%s)", [*params, values]) if values else ("FALSE", [])

    def get_db_prep_lookup(self, value: Any, connection: Any) -> tuple[str, list[Any]]:
        return "%s", [value]
