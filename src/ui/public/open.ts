// All that an open page can do with script, in one file: one request.
import './days.ts'
import './live.ts'
