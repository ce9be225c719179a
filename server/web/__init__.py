"""Pages for people: plain HTML, readable without script, in German and English.

Handlers enter with a view (`server.web.views`), the renderer makes bytes of it. Rendering asks no
database, and no page may need a script, an inline style or a host other than its own and the
media's.
"""
