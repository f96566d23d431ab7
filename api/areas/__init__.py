"""The areas of the service: each has its pages, its JSON, and the shapes of that JSON.

An area is a package with `PAGES` and `JSON`, tuples of controllers that `api/app.py` lists. What a handler
takes is annotated as Litestar wants it: `service: TheService`, `actor: TheActor` (api/given.py),
`FromQuery[str]`, `FromPath[str]`, `URLEncodedBody[Form]`, `MultipartBody[Form]`, `JSONBody[Struct]`, and
`key: IdempotencyKey = None` (api/idempotency.py). Each handler says `access=`, and `sync_to_thread=True`
where it reads files or the database.
"""
