"""Selection: one page of rows about posts, always with the reader's visibility in the statement.

The other queries enter here with the table their range lies in and with conditions of constant
text; a value is always a parameter.
"""

from models import sql
from models.queries.paging import Page
from models.queries.visibility import JOINS, Clause
from models.sql import Row


async def select(
    page: Page, column: str, source: str, clauses: list[Clause], shown: str = "p.id"
) -> list[Row]:
    """Return one page of `shown` columns, newest first by `column`.

    Args:
        column: what the page's bounds are about; an index must hold it behind the equal parts.
        source: the FROM clause; it names the post `p`, and its author and boosted post are joined.
        clauses: all must hold; one of them is `visibility.readable`.
    """
    span, parameters = page.span(column)
    conditions = [span]
    for condition, values in clauses:
        conditions.append(condition)
        parameters.extend(values)
    parameters.append(page.limit)
    statement = (
        f"SELECT {shown} FROM {source}{JOINS} WHERE {' AND '.join(conditions)}"
        f"{page.ordered(column)}"
    )
    return page.newest_first(await sql.rows(statement, parameters))
