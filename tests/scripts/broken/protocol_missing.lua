-- 0: has no protocol { ... }, which must come first and say at least id, title and version
rest { "last_phase", lasts = 1 * minutes }
