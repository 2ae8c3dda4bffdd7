"""What the same framework does by itself: the yardstick of the ratios.

The same twenty rows of eight cells out of the same row of the database, by the same server, with the same session and
the same middleware, printed by a plain template with one loop; what is sent is written as it comes and the rows are
printed again. No layout of an official form, no check, no merging, no version, no journal, no panel beside the form,
and none of Django's own forms, which would take twice as long.
"""

from __future__ import annotations

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.template import engines
from django.urls import path

from kaocheng_web import urls
from kaocheng_web.access.guarding import guarded
from kaocheng_web.filings.models import Filing
from load.seeding import FIELDS, ROWS

_PAGE = engines["django"].from_string(
    "<!doctype html><title>form</title><form method='post'>{% csrf_token %}<table>{% for row in rows %}<tr>"
    "{% for name, text in row %}<td><textarea name='{{ name }}' aria-label='{{ name }}'>{{ text }}</textarea></td>"
    "{% endfor %}</tr>{% endfor %}</table><button>Save</button></form>"
)


@guarded("signed_in")
def bare(request: HttpRequest, pk: int) -> HttpResponse:
    """GET: the rows. POST: write them and show them again."""
    filing = Filing.objects.get(pk=pk)
    names = [[f"indicators[{number}].{name}" for name in FIELDS] for number in range(ROWS)]
    if request.method == "POST":
        written = {name: request.POST.get(name, "") for row in names for name in row}
        with transaction.atomic():
            filing.cells = {**filing.cells, **written}
            filing.save(update_fields=["cells"])
    rows = [[(name, filing.cells.get(name, "")) for name in row] for row in names]
    return HttpResponse(_PAGE.render({"rows": rows}, request))


urlpatterns = [*urls.urlpatterns, path("bare/<int:pk>/", bare)]
handler403, handler404 = urls.handler403, urls.handler404
handler400, handler500 = urls.handler400, urls.handler500
